package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.summary.BlockRow;
import java.util.List;

/** What came of looking for the blocks of a session. */
public sealed interface BlockSearch {

    /**
     * ClickHouse answered.
     *
     * @param first the blocks that began first, in that order; not all when {@code blocks} is more
     * @param blocks how many there are
     * @param bytes stored bytes of all blocks
     * @param messages messages in all blocks
     * @param events events in all blocks
     * @param droppedEvents events left out of the messages of all blocks
     */
    record Found(List<BlockRow> first, long blocks, long bytes, long messages, long events, long droppedEvents)
            implements BlockSearch {

        public Found {
            first = List.copyOf(first);
        }

        /** Whether there are more than the first ones. */
        public boolean truncated() {
            return first.size() < blocks;
        }
    }

    /**
     * It is not known whether there are any.
     *
     * @param why for people
     */
    record Unknown(String why) implements BlockSearch {}
}
