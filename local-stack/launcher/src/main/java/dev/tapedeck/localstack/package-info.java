/**
 * Starts the real servers that Tapedeck talks to as child processes on loopback, watches them, and takes commands on
 * standard input.
 *
 * <p>{@code Launcher} reads {@code Options}, makes a {@code Part} for each server and hands them to a {@code Stack}. A
 * part knows one server: its command line, its addresses, when it is up. A {@code Supervised} part is a part with its
 * present process. {@code Guardian} sees to it that no process outlives the launcher.
 */
package dev.tapedeck.localstack;
