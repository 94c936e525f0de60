/** What all of screening shares: its configuration, its Redis, and the names of a session. */
@NullMarked
package dev.tapedeck.screen;

import org.jspecify.annotations.NullMarked;
