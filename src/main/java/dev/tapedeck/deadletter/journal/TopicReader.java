package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics as they stand, for commands: takes partitions by itself, joins no group and commits nothing. What transactions
 * have not committed is not there. Every method blocks, and throws {@link KafkaUnavailableException} when Kafka does not answer.
 */
public interface TopicReader {

    /** What is done with each message. */
    interface Visitor {

        /** Looks at a message; false ends the reading. */
        boolean visit(InboundMessage message);
    }

    /**
     * Shows all messages that the topic holds now, in the order of their offsets within each partition.
     *
     * @param since leaves out what is before the first message with this timestamp or a later one; null reads from the beginning
     */
    void read(String topic, @Nullable Instant since, Visitor visitor);

    /** The message at this place, or null when there is none. */
    @Nullable InboundMessage read(RecordPosition place);

    /** Up to which offset, exclusive, a group has committed, by partition; a partition without a commit is left out. */
    Map<Integer, Long> committed(String group, String topic);
}
