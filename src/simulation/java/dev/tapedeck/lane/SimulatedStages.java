package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneBatch.Announced;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.SealedWork;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLines;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.store.s3.SimulatedStore.Network;
import dev.tapedeck.summary.SummaryWriter;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stages that keep the real store and the real summary and make everything before them as simple as can be: a message's key
 * is its session, its value one event; keys that begin with {@code !} are dead letters, and those that begin with {@code ?}
 * are diverted or recorded, as chance will have it each time they are looked at.
 */
public final class SimulatedStages implements Stages<Long> {

    public static final String COPIES = "copies";

    private static final List<Retention> RETENTIONS = List.of(Retention.DAYS_30, Retention.DAYS_90, Retention.YEAR_1);

    private final Random random;
    private final Network network;
    private final SimulatedBroker broker;
    private final BlockStore store;
    private final SummaryWriter summary;
    private final boolean transactions;
    private final Flaw flaw;
    private long rounds;

    public SimulatedStages(
            Random random,
            Network network,
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
        return () -> new Batch(lane.epoch());
    }

    @Override
    public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts) {
        return store.find(span, retentions(parts))
                .chain(found -> found == null ? Uni.createFrom().nullItem() : summary.writeMissing(found));
    }

    @Override
    public Uni<Durable> durable(BatchSpan span, List<String> parts) {
        return store.existing(span, retentions(parts)).map(SimulatedStages::durable);
    }

    private static Durable durable(List<StoredObject> objects) {
        Set<String> parts = new HashSet<>();
        Set<String> sessions = new HashSet<>();
        Set<Long> offsets = new HashSet<>();
        for (StoredObject object : objects) {
            parts.add(object.index().retention().name());
            for (StoredBlock block : object.index().blocks()) {
                sessions.add(block.session().sessionId());
                offsets.addAll(block.facts().offsets());
            }
        }
        return new Durable(parts, sessions, offsets.stream().mapToLong(offset -> offset));
    }

    private static List<Retention> retentions(List<String> parts) {
        return parts.stream().map(Retention::valueOf).toList();
    }

    @Override
    public Uni<Void> recordGap(OffsetGap gap) {
        return network.request(() -> broker.tell(gap)).replaceWithVoid();
    }

    @Override
    public Duration maxAge() {
        return Duration.ofMillis(200);
    }

    private final class Batch implements LaneBatch<Long> {

        private final Map<String, List<InboundMessage>> sessions = new LinkedHashMap<>();

        /** What a session's retention was is forgotten at times, and its team may have another one by then. */
        private final int plan = random.nextInt(3) == 0 ? random.nextInt(3) : 0;

        private final List<Uni<Boolean>> copies = new ArrayList<>();
        private final List<OutboundMessage> held = new ArrayList<>();
        private final RoutingPlan.Builder exits = new RoutingPlan.Builder();
        private @Nullable Announced announced;
        private final int size = 1 + random.nextInt(12);
        private final long epoch;
        private int taken;

        Batch(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public void follow(Announced batch) {
            announced = switch (flaw) {
                case OWN_VERDICTS -> new Announced(batch.parts(), null, batch.durable());
                case OWN_LAYOUT -> new Announced(batch.parts(), batch.exits(), Durable.NOTHING);
                default -> batch;
            };
        }

        @Override
        public OfferResult take(InboundMessage message, Long lookups) {
            if (random.nextInt(40) == 0) {
                return new OfferResult.Blocked("redis");
            }
            taken++;
            Announced batch = announced;
            if (batch != null && batch.durable().holds(message.origin().offset())) {
                return OfferResult.Accepted.INSTANCE;
            }
            broker.taken.put(text(message.value()), epoch);
            String session = text(message.key());
            if (leaves(message, session)) {
                copy(message);
            } else {
                sessions.computeIfAbsent(session, any -> new ArrayList<>()).add(message);
            }
            return OfferResult.Accepted.INSTANCE;
        }

        private boolean leaves(InboundMessage message, String session) {
            RoutingPlan settled = announced == null ? null : announced.exits();
            return settled == null
                    ? session.startsWith("!") || session.startsWith("?") && random.nextBoolean()
                    : settled.at(message.origin().offset()) != RoutingPlan.STAYS;
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
            sessions.forEach((session, messages) -> blocks.add(block(session, retention(session), messages)));
            SealedBatch batch = sealed(span, blocks);
            Uni<Boolean> acknowledged = Uni.createFrom().item(true);
            for (Uni<Boolean> copy : copies) {
                acknowledged = acknowledged.chain(() -> copy);
            }
            return acknowledged.map(done -> new Work(batch, held, transactions ? exits.build() : null));
        }

        private SealedBatch sealed(BatchSpan span, List<SessionBlock> blocks) {
            Announced batch = announced;
            if (batch == null || flaw == Flaw.OWN_LAYOUT) {
                return new SealedBatch(span, blocks, List.of());
            }
            List<Retention> written = retentions(List.copyOf(batch.durable().parts()));
            List<Retention> missing = new ArrayList<>(retentions(batch.parts()));
            missing.removeAll(written);
            return new SealedBatch(span, blocks, List.of(), missing, written);
        }

        private Retention retention(String session) {
            boolean changed = session.hashCode() / 7 % 2 == 0;
            return RETENTIONS.get(Math.floorMod(session.hashCode() + (changed ? plan : 0), RETENTIONS.size()));
        }

        @Override
        public void discard() {
            sessions.clear();
        }
    }

    private final class Work implements SealedWork {

        private final SealedBatch batch;
        private final List<OutboundMessage> held;
        private final @Nullable RoutingPlan exits;

        Work(SealedBatch batch, List<OutboundMessage> held, @Nullable RoutingPlan exits) {
            this.batch = batch;
            this.held = List.copyOf(held);
            this.exits = exits;
        }

        @Override
        public @Nullable RoutingPlan exits() {
            return exits;
        }

        @Override
        public List<String> parts() {
            return Stream.concat(batch.written().stream(), batch.parts().stream())
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
                    .chain(stored -> summary.write(stored))
                    .map(rows -> Stream.concat(held.stream(), rows.stream()).toList());
        }

        @Override
        public void committed() {}
    }

    private static SessionBlock block(String session, Retention retention, List<InboundMessage> messages) {
        List<String> events =
                messages.stream().map(message -> text(message.value())).toList();
        byte[] bytes = (String.join("\n", events) + "\n").getBytes(StandardCharsets.UTF_8);
        BlockFacts facts = new BlockFacts(
                "person",
                1,
                2,
                events.size(),
                events.size(),
                messages.stream().map(message -> message.origin().offset()).toList(),
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
                retention,
                BlockCodec.ZSTD,
                bytes,
                bytes.length,
                0,
                facts,
                new ConsoleLines());
    }

    public static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
