package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.message.Origin;
import java.time.Instant;

/**
 * The lasting note of a replay.
 *
 * @param origin where the message had been read
 * @param letter where its dead letter was
 * @param target where it was put
 * @param at when
 * @param by who did it: the name of the user that ran the command
 */
public record ReplayNote(Origin origin, Origin letter, Origin target, Instant at, String by) {}
