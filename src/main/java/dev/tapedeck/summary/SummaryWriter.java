package dev.tapedeck.summary;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.StoredBatch;
import dev.tapedeck.store.index.StoredObject;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the rows of stored batches. A reader can then find every block. */
public final class SummaryWriter {

    private final RowSink rows;

    public SummaryWriter(RowSink rows) {
        this.rows = rows;
    }

    /**
     * Writes the missing rows of these objects, and checks that they exist then. Fails if the sink cannot be queried. Trying again adds
     * nothing twice.
     */
    public Uni<RestoreResult> restore(List<StoredObject> objects) {
        return rows.restore(objects);
    }

    /**
     * Those of these positions whose messages were recorded, or may have been, as a row of an older version does not tell.
     * Fails where the rows cannot be asked.
     *
     * @param positions where the messages were read, with the normalised ids of their sessions
     */
    public Uni<Set<RecordPosition>> recorded(Map<RecordPosition, String> positions) {
        Map<Lane, Map<RecordPosition, String>> lanes = positions.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> new Lane(entry.getKey().topic(), entry.getKey().partition()),
                        Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        return Multi.createFrom()
                .iterable(lanes.entrySet())
                .onItem()
                .transformToUniAndConcatenate(lane -> recorded(lane.getKey(), lane.getValue()))
                .collect()
                .in(HashSet<RecordPosition>::new, Set::addAll)
                .map(found -> found);
    }

    private Uni<Set<RecordPosition>> recorded(Lane lane, Map<RecordPosition, String> positions) {
        LongSummaryStatistics range =
                positions.keySet().stream().mapToLong(RecordPosition::offset).summaryStatistics();
        return rows.recorded(
                        lane.topic(),
                        lane.partition(),
                        range.getMin(),
                        range.getMax() + 1,
                        Set.copyOf(positions.values()))
                .map(blocks -> positions.keySet().stream()
                        .filter(one -> blocks.stream().anyMatch(block -> block.mayHold(one.offset())))
                        .collect(Collectors.toSet()));
    }

    /** A partition of a topic. */
    private record Lane(String topic, int partition) {}

    /** Writes the row of a gap. Fails when it could not be written; trying again adds nothing twice. */
    public Uni<Void> write(OffsetGap gap) {
        return rows.write(gap);
    }

    /**
     * Writes the rows of every object. Fails if an object's rows could not be written; trying again adds nothing twice.
     *
     * @return the rows that must go out with the commit of the batch, and are not written yet
     */
    public Uni<List<OutboundMessage>> write(StoredBatch batch) {
        return each(batch, rows::write);
    }

    /**
     * The same as {@link #write(StoredBatch)} for a batch of which an earlier process may have written rows, however long ago.
     * Existing rows are not written again, where the rows can be asked.
     */
    public Uni<List<OutboundMessage>> writeMissing(StoredBatch batch) {
        return each(batch, rows::writeMissing);
    }

    private static Uni<List<OutboundMessage>> each(
            StoredBatch batch, Function<StoredObject, Uni<List<OutboundMessage>>> write) {
        return Multi.createFrom()
                .iterable(batch.objects())
                .onItem()
                .transformToUniAndConcatenate(write::apply)
                .onItem()
                .<OutboundMessage>disjoint()
                .collect()
                .asList();
    }
}
