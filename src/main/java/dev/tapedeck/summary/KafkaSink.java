package dev.tapedeck.summary;

import dev.tapedeck.intake.OffsetGap;
import dev.tapedeck.intake.OutboundMessage;
import dev.tapedeck.session.ConsoleLine;
import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Sends rows as the direct peer's messages, for its own ClickHouse to consume. At least once, as Kafka keeps no tokens;
 * once, where they go out with the commit.
 */
final class KafkaSink implements RowSink {

    private static final String REPLAY_EVENTS = "replay-events";
    private static final String LOG_ENTRIES = "log-entries";

    private final ReplayEventsChannel replayEvents;
    private final LogEntriesChannel logEntries;

    KafkaSink(ReplayEventsChannel replayEvents, LogEntriesChannel logEntries) {
        this.replayEvents = replayEvents;
        this.logEntries = logEntries;
    }

    @Override
    public Uni<Void> write(StoredObject object) {
        List<Uni<Void>> sends = rows(object).stream().map(this::send).toList();
        return sends.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(sends).andFailFast().replaceWithVoid();
    }

    @Override
    public Uni<List<OutboundMessage>> prepare(StoredObject object) {
        return Uni.createFrom().item(() -> rows(object));
    }

    /** Writes all of them: topics cannot be asked. */
    @Override
    public Uni<Void> writeMissing(StoredObject object) {
        return write(object);
    }

    /** All of them: no row goes out but with the commit, and that has not been. */
    @Override
    public Uni<List<OutboundMessage>> prepareMissing(StoredObject object) {
        return prepare(object);
    }

    private Uni<Void> send(OutboundMessage row) {
        return row.channel().equals(REPLAY_EVENTS) ? replayEvents.send(row) : logEntries.send(row);
    }

    private static List<OutboundMessage> rows(StoredObject object) {
        List<OutboundMessage> rows = new ArrayList<>();
        for (StoredBlock block : object.index().blocks()) {
            byte[] key = block.session().sessionId().getBytes(StandardCharsets.UTF_8);
            ConsoleTimes times = new ConsoleTimes();
            for (ConsoleLine line : block.console()) {
                byte[] row = PeerRows.console(object, block, line, times.apart(line));
                rows.add(OutboundMessage.of(LOG_ENTRIES, key, row));
            }
            rows.add(OutboundMessage.of(REPLAY_EVENTS, key, PeerRows.block(object, block)));
        }
        return rows;
    }

    /** Fails: to take nothing for known would send every row of a bucket again, and the direct peer's tables add them up. */
    @Override
    public Uni<Restored> restore(List<StoredObject> objects) {
        return Uni.createFrom().failure(unanswerable());
    }

    @Override
    public Uni<List<RecordedMessages>> recorded(
            String topic, int partition, long from, long until, Set<String> sessions) {
        return Uni.createFrom().failure(unanswerable());
    }

    private static UnsupportedOperationException unanswerable() {
        return new UnsupportedOperationException(
                "rows go to Kafka topics (tapedeck.summary.sink is kafka), which cannot be asked");
    }

    /** The peer has no topic for gaps; the log and the counter tell of them. */
    @Override
    public Uni<Void> write(OffsetGap gap) {
        return Uni.createFrom().voidItem();
    }
}
