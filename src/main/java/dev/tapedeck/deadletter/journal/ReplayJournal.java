package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import java.util.function.Consumer;

/**
 * What has been replayed, and the only way to replay: a message and the note of it are written in one transaction, so one is
 * never there without the other. Every method blocks, and throws {@link KafkaUnavailableException} when Kafka does not do it.
 */
public interface ReplayJournal {

    /** Shows all notes; of one message there may be more than one, the newest last. */
    void read(Consumer<ReplayNote> visitor);

    /**
     * Begins to replay. Whatever an earlier one has not finished is undone, and if it still runs it can do nothing more: so the
     * notes that are read after this are all that there will be but for one's own.
     */
    ReplayWriter open();
}
