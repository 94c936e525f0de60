/** Wires the stages together: start-up checks, health, shutdown. Imports every stage; nobody imports it. */
@NullMarked
package dev.tapedeck.boot;

import org.jspecify.annotations.NullMarked;
