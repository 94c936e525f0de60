package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import java.util.List;

/** Replays messages. One thread; blocks. */
public interface ReplayWriter extends AutoCloseable {

    /**
     * Puts these messages back with a note of each: all of it or, when this throws, nothing. Throws {@link ReplayRefused} when it
     * is one of them that cannot be put back, and {@link KafkaUnavailableException} when no more can be replayed with this writer.
     */
    List<ReplayNote> put(List<Replay> replays);

    @Override
    void close();
}
