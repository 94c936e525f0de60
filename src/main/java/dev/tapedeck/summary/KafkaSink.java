package dev.tapedeck.summary;

import dev.tapedeck.intake.OffsetGap;
import dev.tapedeck.session.ConsoleLine;
import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sends rows as the direct peer's messages, for its own ClickHouse to consume. At least once: Kafka keeps no tokens. */
final class KafkaSink implements RowSink {

    private final ReplayEventsChannel replayEvents;
    private final LogEntriesChannel logEntries;

    KafkaSink(ReplayEventsChannel replayEvents, LogEntriesChannel logEntries) {
        this.replayEvents = replayEvents;
        this.logEntries = logEntries;
    }

    @Override
    public Uni<Void> write(StoredObject object) {
        List<Uni<Void>> sends = new ArrayList<>();
        for (StoredBlock block : object.index().blocks()) {
            byte[] key = block.session().sessionId().getBytes(StandardCharsets.UTF_8);
            ConsoleTimes times = new ConsoleTimes();
            for (ConsoleLine line : block.console()) {
                sends.add(logEntries.send(key, PeerRows.console(object, block, line, times.apart(line))));
            }
            sends.add(replayEvents.send(key, PeerRows.block(object, block)));
        }
        return sends.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(sends).andFailFast().replaceWithVoid();
    }

    /** Whether a message has been consumed cannot be asked; nothing is known. */
    @Override
    public Uni<Set<String>> known(List<StoredObject> objects) {
        return Uni.createFrom().item(Set.of());
    }

    @Override
    public Uni<List<RecordedMessages>> recorded(
            String topic, int partition, long from, long until, Set<String> sessions) {
        return Uni.createFrom()
                .failure(new UnsupportedOperationException("rows go to Kafka topics, which cannot be asked"));
    }

    /** The peer has no topic for gaps; the log and the counter tell of them. */
    @Override
    public Uni<Void> write(OffsetGap gap) {
        return Uni.createFrom().voidItem();
    }
}
