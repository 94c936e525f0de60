/** Replays a dead letter once: the message and its note go out in one transaction. */
@NullMarked
package dev.tapedeck.deadletter.journal;

import org.jspecify.annotations.NullMarked;
