package dev.tapedeck.summary.kafka;

import dev.tapedeck.kafka.admin.TopicRequirement;
import dev.tapedeck.kafka.admin.TopicRequirement.Direction;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.ConsoleParts;
import dev.tapedeck.summary.RestoreResult;
import dev.tapedeck.summary.RowSink;
import dev.tapedeck.summary.SummaryConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Sends rows as the direct peer's messages, for the peer's ClickHouse to consume. At least once, as Kafka keeps no deduplication
 * tokens. With transactions once: the rows go out with the commit of their batch.
 */
@Singleton
public class KafkaSink implements RowSink, TopicRequirement.Source {

    private static final String REPLAY_EVENTS = "replay-events";
    private static final String LOG_ENTRIES = "log-entries";
    private static final String LOSS = "recordings are stored and not found";

    /** Messages under way: enough to fill the producer's batches. Of the longest lines they take some tens of megabytes. */
    private static final int AT_A_TIME = 64;

    private final MutinyEmitter<Record<byte[], byte[]>> replayEvents;
    private final MutinyEmitter<Record<byte[], byte[]>> logEntries;
    private final boolean used;
    private final boolean transactions;

    /** The buffers of the channels need no limit: {@link #AT_A_TIME} limits what is under way. */
    KafkaSink(
            @Channel(REPLAY_EVENTS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> replayEvents,
            @Channel(LOG_ENTRIES) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> logEntries,
            SummaryConfig config,
            @ConfigProperty(name = "tapedeck.intake.transactions") boolean transactions) {
        this.replayEvents = replayEvents;
        this.logEntries = logEntries;
        this.used = config.sink() == SummaryConfig.Sink.KAFKA;
        this.transactions = transactions;
    }

    @Override
    public List<TopicRequirement> topics() {
        return used ? List.of(requirement(REPLAY_EVENTS), requirement(LOG_ENTRIES)) : List.of();
    }

    private static TopicRequirement requirement(String channel) {
        return new TopicRequirement(channel, Direction.OUTGOING, LOSS, TopicRequirement.Copies.NONE);
    }

    /**
     * With transactions nothing is sent, but for console lines that would take too much memory until the commit. These are sent at
     * once: if a line comes twice, the direct peer's table keeps one.
     */
    @Override
    public Uni<List<OutboundMessage>> write(StoredObject object) {
        if (!transactions) {
            return sendLines(object)
                    .chain(() -> send(Multi.createFrom().items(() -> blocks(object))))
                    .replaceWith(List.of());
        }
        boolean many =
                object.parts().stream().anyMatch(part -> ConsoleParts.of(part).size() > 1);
        return many
                ? sendLines(object).map(sent -> blocks(object).toList())
                : Uni.createFrom()
                        .item(() -> Stream.concat(lines(object), blocks(object)).toList());
    }

    /**
     * Writes all rows. Without transactions some of them may be in the topics, which cannot be asked. With transactions none is:
     * the batch was not committed.
     */
    @Override
    public Uni<List<OutboundMessage>> writeMissing(StoredObject object) {
        return write(object);
    }

    private Uni<Void> sendLines(StoredObject object) {
        return send(Multi.createFrom()
                .iterable(object.index().blocks())
                .onItem()
                .transformToMultiAndConcatenate(block -> Multi.createFrom().items(() -> lines(object, block))));
    }

    /** Makes and sends few messages at a time. */
    private Uni<Void> send(Multi<OutboundMessage> rows) {
        return rows.onItem()
                .transformToUni(this::send)
                .merge(AT_A_TIME)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Completes when the broker has the message. */
    private Uni<Void> send(OutboundMessage row) {
        var channel = row.channel().equals(REPLAY_EVENTS) ? replayEvents : logEntries;
        return Uni.createFrom().deferred(() -> channel.send(Record.of(row.key(), row.value())));
    }

    private static Stream<OutboundMessage> blocks(StoredObject object) {
        return object.index().blocks().stream()
                .map(block -> OutboundMessage.of(REPLAY_EVENTS, key(block), PeerRows.block(object, block)));
    }

    private static Stream<OutboundMessage> lines(StoredObject object) {
        return object.index().blocks().stream().flatMap(block -> lines(object, block));
    }

    private static Stream<OutboundMessage> lines(StoredObject object, StoredBlock block) {
        byte[] key = key(block);
        PeerRows.ConsoleTimes times = new PeerRows.ConsoleTimes();
        return block.console().stream()
                .map(line ->
                        OutboundMessage.of(LOG_ENTRIES, key, PeerRows.console(object, block, line, times.apart(line))));
    }

    private static byte[] key(StoredBlock block) {
        return block.session().sessionId().getBytes(StandardCharsets.UTF_8);
    }

    /** Fails: without an answer every row of a bucket would be sent again, and the direct peer's tables would add them up. */
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

    /** Writes nothing: the peer has no topic for gaps. The log and the counter tell of them. */
    @Override
    public Uni<Void> write(OffsetGap gap) {
        return Uni.createFrom().voidItem();
    }
}
