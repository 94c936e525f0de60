package dev.tapedeck.summary.kafka;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.ConsoleParts;
import dev.tapedeck.summary.ConsoleTimes;
import dev.tapedeck.summary.RecordedMessages;
import dev.tapedeck.summary.RestoreResult;
import dev.tapedeck.summary.RowSink;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sends rows as the direct peer's messages, for its own ClickHouse to consume. At least once, as Kafka keeps no tokens;
 * once, where they go out with the commit.
 */
public final class KafkaSink implements RowSink {

    private static final String REPLAY_EVENTS = "replay-events";
    private static final String LOG_ENTRIES = "log-entries";

    /** Messages under way: enough to fill the producer's batches, and of the longest lines some tens of megabytes. */
    private static final int AT_A_TIME = 64;

    private final ReplayEventsChannel replayEvents;
    private final LogEntriesChannel logEntries;

    public KafkaSink(ReplayEventsChannel replayEvents, LogEntriesChannel logEntries) {
        this.replayEvents = replayEvents;
        this.logEntries = logEntries;
    }

    @Override
    public Uni<Void> write(StoredObject object) {
        return sendLines(object).chain(() -> send(Multi.createFrom().items(() -> blocks(object))));
    }

    /**
     * Where the console lines take too much memory to wait for the commit, they are sent at once: of a line that comes twice the direct
     * peer's table keeps one.
     */
    @Override
    public Uni<List<OutboundMessage>> prepare(StoredObject object) {
        boolean many =
                object.parts().stream().anyMatch(part -> ConsoleParts.of(part).size() > 1);
        return many
                ? sendLines(object).map(sent -> blocks(object).toList())
                : Uni.createFrom().item(() -> all(object).toList());
    }

    private static Stream<OutboundMessage> all(StoredObject object) {
        Stream<OutboundMessage> lines = object.index().blocks().stream().flatMap(block -> lines(object, block));
        return Stream.concat(lines, blocks(object));
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

    private Uni<Void> sendLines(StoredObject object) {
        return send(Multi.createFrom()
                .iterable(object.index().blocks())
                .onItem()
                .transformToMultiAndConcatenate(block -> Multi.createFrom().items(() -> lines(object, block))));
    }

    /** Makes and sends few at a time. */
    private Uni<Void> send(Multi<OutboundMessage> rows) {
        return rows.onItem()
                .transformToUni(this::send)
                .merge(AT_A_TIME)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> send(OutboundMessage row) {
        return row.channel().equals(REPLAY_EVENTS) ? replayEvents.send(row) : logEntries.send(row);
    }

    private static Stream<OutboundMessage> blocks(StoredObject object) {
        return object.index().blocks().stream()
                .map(block -> OutboundMessage.of(REPLAY_EVENTS, key(block), PeerRows.block(object, block)));
    }

    private static Stream<OutboundMessage> lines(StoredObject object, StoredBlock block) {
        byte[] key = key(block);
        ConsoleTimes times = new ConsoleTimes();
        return block.console().stream()
                .map(line ->
                        OutboundMessage.of(LOG_ENTRIES, key, PeerRows.console(object, block, line, times.apart(line))));
    }

    private static byte[] key(StoredBlock block) {
        return block.session().sessionId().getBytes(StandardCharsets.UTF_8);
    }

    /** Fails: to take nothing for known would send every row of a bucket again, and the direct peer's tables add them up. */
    @Override
    public Uni<RestoreResult> restore(List<StoredObject> objects) {
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
