package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.message.RecordPosition;
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
public record ReplayNote(RecordPosition origin, RecordPosition letter, RecordPosition target, Instant at, String by) {}
