package dev.tapedeck.runtime;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.Lane;
import dev.tapedeck.lane.LaneSettings;
import dev.tapedeck.lane.LinkAtEnd;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.runtime.Retries.Backoff;
import dev.tapedeck.screen.judge.LargeScreening;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.session.NoExits;
import dev.tapedeck.session.NoSink;
import dev.tapedeck.session.OpenBatches;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.SessionSettings;
import dev.tapedeck.session.SessionStages;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The lanes of a process, with messages that are as large as they may be in each: ends with 0 once all of them are committed. */
final class LargeBodiesProcess {

    private static final int THREADS = 2;
    private static final int LANES = 6;
    private static final int MESSAGES = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InstantSource clock = InstantSource.system();
    private final ScheduledExecutorService delays = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    private final CountDownLatch open = new CountDownLatch(LANES);
    private final LargeScreening screening = new LargeScreening(THREADS);

    public static void main(String... arguments) throws InterruptedException {
        System.exit(new LargeBodiesProcess().run() ? 0 : 1);
    }

    private boolean run() throws InterruptedException {
        // Mutiny's context propagation must have been set up by one thread before two meet there; in the service
        // Quarkus does it.
        Uni.createFrom().deferred(() -> Uni.createFrom().voidItem()).await().atMost(LIMIT);
        List<byte[]> values = List.of(screening.largest(), screening.largestPacked());
        SessionStages stages = stages();
        MemoryBudget budget = new MemoryBudget(Runtime.getRuntime().maxMemory() / 4, LANES);
        List<Lane<Lookups>> lanes = IntStream.range(0, LANES)
                .mapToObj(partition -> lane(partition, stages, budget))
                .toList();
        for (int partition = 0; partition < LANES; partition++) {
            Lane<Lookups> lane = lanes.get(partition);
            lane.open(false);
            for (long offset = 0; offset < MESSAGES; offset++) {
                InboundMessage message = screening.message(partition, offset, values.get((int) offset % 2));
                lane.offer(offset, List.of(message), stages.lookUp(List.of(message)));
            }
            delays.scheduleWithFixedDelay(lane::tick, 100, 100, TimeUnit.MILLISECONDS);
        }
        return open.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private Lane<Lookups> lane(int partition, SessionStages stages, MemoryBudget budget) {
        LaneSettings settings = new LaneSettings(
                4 << 20,
                2,
                stages.maxAge(),
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10)),
                clock,
                (delay, task) -> delays.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS),
                BatchTraces.NONE);
        LaneId id = new LaneId("recordings", partition, 1);
        return new Lane<>(id, pool, new Link(), stages, settings, budget, new IntakeMeters(registry), () -> {});
    }

    private SessionStages stages() {
        SessionSettings settings = new SessionSettings(
                100 << 20, Duration.ofSeconds(1), Long.MAX_VALUE, BlockCodec.ZSTD, 1, true, THREADS);
        return new SessionStages(
                screening,
                new NoExits(),
                new OpenBatches(settings, pool),
                new Sink(),
                new ScreenMeters(registry),
                new BatchMeters(registry, clock),
                false,
                (lane, message, session, fate, reason) -> {});
    }

    /** Tells when all messages are committed. */
    private final class Link extends LinkAtEnd {

        private final CountDownLatch rest = open;

        @Override
        public Uni<Committed> committed() {
            return Uni.createFrom().item(new Committed(0, null, null));
        }

        @Override
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
            if (offset == MESSAGES) {
                rest.countDown();
            }
            return Uni.createFrom().voidItem();
        }
    }

    /** Storage that is quick. */
    private static final class Sink extends NoSink {

        @Override
        public Uni<List<OutboundMessage>> write(SealedBatch batch, BatchTrace trace) {
            return Uni.createFrom().item(List.of());
        }
    }
}
