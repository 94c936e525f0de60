package dev.tapedeck.intake;

import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.BlockCodec;
import dev.tapedeck.session.BlockFacts;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.SessionBlock;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.StoredBatch;
import dev.tapedeck.summary.SummaryWriter;
import dev.tapedeck.telemetry.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stages that keep the real store and the real summary and make everything before them as simple as can be: a message's key
 * is its session, its value one event; keys that begin with {@code !} are dead letters, and those that begin with {@code ?}
 * are diverted or recorded, as chance will have it each time they are looked at.
 */
final class SimulatedStages implements Stages<Long> {

    static final String COPIES = "copies";

    private final Random random;
    private final SimulatedNetwork network;
    private final SimulatedBroker broker;
    private final BlockStore store;
    private final SummaryWriter summary;
    private final boolean transactions;
    private final Flaw flaw;
    private long rounds;

    SimulatedStages(
            Random random,
            SimulatedNetwork network,
            SimulatedBroker broker,
            BlockStore store,
            SummaryWriter summary,
            boolean transactions,
            Flaw flaw) {
        this.transactions = transactions;
        this.flaw = flaw;
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
    public Uni<Long> lookUpAnnounced(List<InboundMessage> messages) {
        return lookUp(messages);
    }

    @Override
    public Supplier<LaneBatch<Long>> batches(LaneId lane) {
        return Batch::new;
    }

    @Override
    public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts) {
        List<Retention> retentions =
                parts.stream().map(part -> Retention.valueOf(part)).toList();
        return store.find(span, retentions)
                .chain(found -> found == null ? Uni.createFrom().nullItem() : describeMissing(found));
    }

    private Uni<List<OutboundMessage>> describeMissing(StoredBatch batch) {
        return transactions
                ? summary.prepareMissing(batch)
                : summary.writeMissing(batch).replaceWith(List.of());
    }

    private Uni<List<OutboundMessage>> describe(StoredBatch batch) {
        return transactions ? summary.prepare(batch) : summary.write(batch).replaceWith(List.of());
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
        private final List<OutboundMessage> held = new ArrayList<>();
        private final ExitMap.Builder exits = new ExitMap.Builder();
        private @Nullable ExitMap announced;
        private final int size = 1 + random.nextInt(12);
        private int taken;

        @Override
        public void follow(@Nullable ExitMap settled) {
            announced = flaw == Flaw.OWN_VERDICTS ? null : settled;
        }

        @Override
        public Take take(InboundMessage message, Long lookups) {
            if (random.nextInt(40) == 0) {
                return new Take.Wait("redis");
            }
            taken++;
            String session = text(message.key());
            if (leaves(message, session)) {
                copy(message);
            } else {
                sessions.computeIfAbsent(session, any -> new ArrayList<>()).add(text(message.value()));
            }
            return Take.Taken.INSTANCE;
        }

        private boolean leaves(InboundMessage message, String session) {
            return announced == null
                    ? session.startsWith("!") || session.startsWith("?") && random.nextBoolean()
                    : announced.at(message.origin().offset()) != ExitMap.STAYS;
        }

        private void copy(InboundMessage message) {
            byte[] key = Objects.requireNonNull(message.key());
            byte[] value = Objects.requireNonNull(message.value());
            OutboundMessage copy = OutboundMessage.of(COPIES, key, value);
            if (transactions) {
                held.add(copy);
                exits.add(message.origin().offset(), 'd');
            } else {
                copies.add(network.request(() -> broker.sent().add(copy))
                        .onFailure()
                        .retry()
                        .indefinitely());
            }
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
            return acknowledged.map(done -> new Work(batch, held, transactions ? exits.build() : null));
        }

        @Override
        public void discard() {
            sessions.clear();
        }
    }

    private final class Work implements SealedWork {

        private final SealedBatch batch;
        private final List<OutboundMessage> held;
        private final @Nullable ExitMap exits;

        Work(SealedBatch batch, List<OutboundMessage> held, @Nullable ExitMap exits) {
            this.batch = batch;
            this.held = List.copyOf(held);
            this.exits = exits;
        }

        @Override
        public @Nullable ExitMap exits() {
            return exits;
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
        public Uni<List<OutboundMessage>> write(BatchTrace trace) {
            return store.store(batch)
                    .chain(stored -> describe(stored))
                    .map(rows -> Stream.concat(held.stream(), rows.stream()).toList());
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

    static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
