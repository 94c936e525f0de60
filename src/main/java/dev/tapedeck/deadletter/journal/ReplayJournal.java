package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has been replayed, and the only way to replay. A message and its note are written in one transaction, so neither is ever
 * there without the other. Every method blocks, and throws {@link KafkaUnavailableException} when Kafka does not do it.
 */
public interface ReplayJournal {

    /** Shows all notes. A message may have several; the newest comes last. */
    void read(Consumer<Note> visitor);

    /**
     * Begins to replay. This undoes what an earlier writer left open, and shuts that writer out if it still runs. So the notes that
     * are read after this call are complete, but for one's own.
     */
    Writer open();

    /** Replays messages. One thread; blocks. */
    interface Writer extends AutoCloseable {

        /**
         * Puts these messages back with a note of each: all of them or, when this throws, none. Throws {@link ReplayRefused} when one
         * of them cannot be put back, and {@link KafkaUnavailableException} when this writer can replay no more.
         */
        List<Note> put(List<Replay> replays);

        @Override
        void close();
    }

    /**
     * A message on its way back to where it was read.
     *
     * @param origin where it was read; it goes to the end of the same partition
     * @param letter where its dead letter is
     * @param key the record key
     * @param value the record value
     * @param headers the record headers
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Replay(
            RecordPosition origin,
            RecordPosition letter,
            byte @Nullable [] key,
            byte @Nullable [] value,
            MessageHeaders headers) {}

    /**
     * The lasting note of a replay.
     *
     * @param origin where the message had been read
     * @param letter where its dead letter was
     * @param target where it was put
     * @param at when
     * @param by the name of the user that ran the command
     */
    record Note(RecordPosition origin, RecordPosition letter, RecordPosition target, Instant at, String by) {}
}
