package dev.tapedeck.summary;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.index.StoredObject;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/** Where the rows of an object go: to ClickHouse, or by way of Kafka. */
public interface RowSink {

    /**
     * Writes all rows that the object's index names. Repeating it adds nothing. Emits on any thread.
     *
     * @return the rows that must go out with the commit of the batch, and are not written yet
     */
    Uni<List<OutboundMessage>> write(StoredObject object);

    /**
     * The same as {@link #write(StoredObject)} for an object of which an earlier process may have written some rows or all, however
     * long ago. Existing rows are not written again, if the sink can be queried.
     */
    Uni<List<OutboundMessage>> writeMissing(StoredObject object);

    /**
     * Writes the missing rows of these objects. Leaves out a block that one table names and another does not. Fails if the sink cannot be
     * queried.
     */
    Uni<RestoreResult> restore(List<StoredObject> objects);

    /**
     * The blocks of these sessions that may hold messages of one partition, whatever the team. Fails where rows cannot be
     * asked.
     *
     * @param from the first offset, inclusive
     * @param until the last offset, exclusive
     */
    Uni<List<RecordedMessages>> recorded(String topic, int partition, long from, long until, Set<String> sessions);

    /** Writes the row of a gap. Repeating it adds nothing. Emits on any thread. */
    Uni<Void> write(OffsetGap gap);

    /**
     * What the row of a block says about the messages of its partition.
     *
     * @param from the first offset of the batch, inclusive
     * @param until the last offset of the batch, exclusive
     * @param messages how many messages have events in the block
     * @param offsets which ones; fewer than {@code messages} when the row is of a version that did not keep them
     */
    record RecordedMessages(long from, long until, long messages, Set<Long> offsets) {

        public RecordedMessages {
            offsets = Set.copyOf(offsets);
        }

        /** Whether the message is in the block, or may be, as the row does not tell. */
        boolean mayHold(long offset) {
            return from <= offset && offset < until && (offsets.contains(offset) || offsets.size() < messages);
        }
    }
}
