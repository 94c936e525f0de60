/** The command that lists, shows and replays dead letters. */
@NullMarked
package dev.tapedeck.deadletter;

import org.jspecify.annotations.NullMarked;
