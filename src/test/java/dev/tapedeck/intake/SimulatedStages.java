package dev.tapedeck.intake;

import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.BlockCodec;
import dev.tapedeck.session.BlockFacts;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.SessionBlock;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.summary.SummaryWriter;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Stages that keep the real store and the real summary and make everything before them as simple as can be: a message's key
 * is its session, its value one event; keys that begin with {@code !} are dead letters.
 */
final class SimulatedStages implements Stages<Long> {

    private final Random random;
    private final SimulatedNetwork network;
    private final SimulatedBroker broker;
    private final BlockStore store;
    private final SummaryWriter summary;
    private long rounds;

    SimulatedStages(
            Random random, SimulatedNetwork network, SimulatedBroker broker, BlockStore store, SummaryWriter summary) {
        this.random = random;
        this.network = network;
        this.broker = broker;
        this.store = store;
        this.summary = summary;
    }

    @Override
    public Uni<Long> lookUp(List<InboundMessage> messages) {
        long round = rounds++;
        return network.request(() -> round).onFailure().retry().indefinitely();
    }

    @Override
    public Supplier<LaneBatch<Long>> batches(LaneId lane) {
        return Batch::new;
    }

    @Override
    public Uni<Boolean> finish(BatchSpan span, List<String> parts) {
        List<Retention> retentions =
                parts.stream().map(part -> Retention.valueOf(part)).toList();
        return store.find(span, retentions)
                .chain(found -> found == null
                        ? Uni.createFrom().item(false)
                        : summary.write(found).replaceWith(true));
    }

    @Override
    public Uni<Void> recordGap(OffsetGap gap) {
        throw new AssertionError("nothing is ever gone here: " + gap);
    }

    @Override
    public Duration maxAge() {
        return Duration.ofMillis(200);
    }

    static Retention retention(String session) {
        return session.hashCode() % 3 == 0 ? Retention.YEAR_1 : Retention.DAYS_30;
    }

    private final class Batch implements LaneBatch<Long> {

        private final Map<String, List<String>> sessions = new LinkedHashMap<>();
        private final List<Uni<Boolean>> copies = new ArrayList<>();
        private final int size = 1 + random.nextInt(12);
        private int taken;

        @Override
        public Take take(InboundMessage message, Long lookups) {
            if (random.nextInt(40) == 0) {
                return new Take.Wait("redis");
            }
            taken++;
            String session = text(message.key());
            if (session.startsWith("!")) {
                copies.add(network.request(() -> broker.deadLetters().add(message))
                        .onFailure()
                        .retry()
                        .indefinitely());
            } else {
                sessions.computeIfAbsent(session, any -> new ArrayList<>()).add(text(message.value()));
            }
            return Take.Taken.INSTANCE;
        }

        @Override
        public long heldBytes() {
            return taken * 600L;
        }

        @Override
        public boolean isFull() {
            return taken >= size;
        }

        @Override
        public Uni<SealedWork> seal(BatchSpan span) {
            List<SessionBlock> blocks = new ArrayList<>();
            sessions.forEach((session, events) -> blocks.add(block(session, events)));
            SealedBatch batch = new SealedBatch(span, blocks, List.of());
            Uni<Boolean> acknowledged = Uni.createFrom().item(true);
            for (Uni<Boolean> copy : copies) {
                acknowledged = acknowledged.chain(() -> copy);
            }
            return acknowledged.map(done -> new Work(batch));
        }

        @Override
        public void discard() {
            sessions.clear();
        }
    }

    private final class Work implements SealedWork {

        private final SealedBatch batch;

        Work(SealedBatch batch) {
            this.batch = batch;
        }

        @Override
        public List<String> parts() {
            return batch.blocks().stream()
                    .map(block -> block.retention())
                    .distinct()
                    .sorted()
                    .map(Retention::name)
                    .toList();
        }

        @Override
        public long heldBytes() {
            return 600;
        }

        @Override
        public Uni<Void> write() {
            return store.store(batch).chain(summary::write);
        }

        @Override
        public void committed() {}
    }

    private static SessionBlock block(String session, List<String> events) {
        byte[] bytes = (String.join("\n", events) + "\n").getBytes(StandardCharsets.UTF_8);
        BlockFacts facts = new BlockFacts(
                "person",
                1,
                2,
                events.size(),
                events.size(),
                List.of(),
                0,
                bytes.length,
                null,
                List.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                "web",
                null,
                null);
        return new SessionBlock(
                new SessionKey(1, session),
                retention(session),
                BlockCodec.ZSTD,
                bytes,
                bytes.length,
                0,
                facts,
                List.of());
    }

    static String text(byte @org.jspecify.annotations.Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
