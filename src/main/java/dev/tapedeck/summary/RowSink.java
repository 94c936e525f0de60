package dev.tapedeck.summary;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.index.StoredObject;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/** Where the rows of an object go. */
public interface RowSink {

    /** Writes all rows that the object's index names. Repeating it adds nothing. Answers on any thread. */
    Uni<Void> write(StoredObject object);

    /** The same, but answers those rows that may go out with a commit instead of sending them. */
    default Uni<List<OutboundMessage>> prepare(StoredObject object) {
        return write(object).replaceWith(List.of());
    }

    /**
     * The same as {@link #write(StoredObject)} for an object of which an earlier process may have written some rows or all,
     * however long ago: what is there already is not written again, where the rows can be asked.
     */
    Uni<Void> writeMissing(StoredObject object);

    /** The same, but answers those rows that may go out with a commit instead of sending them. */
    default Uni<List<OutboundMessage>> prepareMissing(StoredObject object) {
        return writeMissing(object).replaceWith(List.of());
    }

    /**
     * Writes the rows that these objects have not got, other than those of a block that one table names and another does not.
     * Fails where rows cannot be asked.
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

    /** Writes the row of a gap. Repeating it adds nothing. Answers on any thread. */
    Uni<Void> write(OffsetGap gap);
}
