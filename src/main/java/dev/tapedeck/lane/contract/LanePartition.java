package dev.tapedeck.lane.contract;

import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a lane asks of its partition and of the consumer group. Every {@code Uni} may complete on any thread. */
public interface LanePartition {

    /** Returns what the group has committed for this partition, once no earlier owner can change it any more. */
    Uni<Committed> committed();

    /**
     * Commits an offset with its metadata, and sends these messages in the same transaction. Fails with {@link LaneFenced} when the
     * partition is no longer the lane's, and with {@link LogReplaced} when the topic is not the one that {@link #look} returned first.
     * Any other failure may be retried, which sends nothing twice.
     */
    Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages);

    /** The partition's log as it is now. */
    Uni<LogView> look();

    /** Whether the topic did not exist when the cluster was last asked. */
    boolean gone();

    /** How far the consumer has come. */
    Uni<Passed> passed();

    /** Whether a partition of which nothing was ever committed is read from its beginning. */
    boolean readsFromStart();

    /** Has the consumer read on from this offset. Returns how many messages of the partition were polled before. */
    Uni<Long> seek(long offset);

    /** Whether the consumer has polled everything that the partition held at its last fetch. */
    Uni<Boolean> atEnd();

    /** Stops fetching from this partition. Polling goes on. Idempotent. */
    void pause();

    /** Fetches again. Idempotent. */
    void resume();

    /**
     * What the group has committed for a partition.
     *
     * @param offset the next offset to read; negative when the group has committed none yet
     * @param log the log that the offset counts in; null when an earlier version or another tool has committed it
     * @param intent the batch that was about to be written from there, or null
     */
    record Committed(
            long offset, @Nullable LogId log, @Nullable Intent intent) {

        /** The group is new to this partition. */
        public static final Committed NONE = new Committed(-1, null, null);

        /** How our metadata begins. Readers ignore all other metadata. */
        static final String FORMAT = "tapedeck1;";

        /** Reads the metadata that was committed with this offset. */
        public static Committed parse(long offset, @Nullable String metadata) {
            Intent intent = Intent.parse(metadata, offset);
            if (intent != null) {
                return new Committed(offset, intent.log(), intent);
            }
            LogId log = metadata != null && metadata.startsWith(FORMAT)
                    ? LogId.parse(metadata.substring(FORMAT.length()))
                    : null;
            return new Committed(offset, log, null);
        }

        /** Returns the metadata of an offset of this log that announces no batch. */
        public static String metadata(@Nullable LogId log) {
            return log == null ? "" : FORMAT + log.text();
        }
    }

    /**
     * How far the consumer has come in a partition.
     *
     * @param position the offset of its next poll, behind markers of transactions and compacted records as well
     * @param polled how many messages polls have brought since the partition was assigned
     */
    record Passed(long position, long polled) {}

    /**
     * A partition's log as its broker has it now.
     *
     * @param topicId the id of its topic
     * @param start the first offset that it still has
     * @param end the offset after its last replicated message
     */
    record LogView(String topicId, long start, long end) {}

    /** The group has given this partition to another member. This lane must not write anything any more. */
    final class LaneFenced extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public LaneFenced(Throwable cause) {
            super("the partition belongs to another member of the group", cause);
        }
    }

    /** The topic was deleted and created again. Offsets of the old topic must not be committed for the new one. */
    final class LogReplaced extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public LogReplaced(String message) {
            super(message, null, false, false);
        }

        /** Of a topic whose id is not the one that was first looked at. */
        public static LogReplaced of(String topic) {
            return new LogReplaced("the topic " + topic + " is another one by now");
        }
    }
}
