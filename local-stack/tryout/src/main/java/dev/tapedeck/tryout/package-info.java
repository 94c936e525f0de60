/**
 * The try-out: starts the local stack and the service, sends recordings through them, reads every block back and compares it
 * with what was sent.
 */
package dev.tapedeck.tryout;
