package dev.tapedeck.intake;

import java.util.List;

/** Replays messages. One thread; blocks. */
public interface ReplayWriter extends AutoCloseable {

    /**
     * Puts these messages back with a note of each: all of it or, when this throws {@link BrokerTrouble}, nothing. After that no
     * more can be replayed with this writer.
     */
    List<ReplayNote> put(List<Replay> replays);

    @Override
    void close();
}
