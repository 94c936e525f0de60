package dev.tapedeck.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneBatch.Announced;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.SealedWork;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.runtime.MemoryBudget;
import dev.tapedeck.runtime.Retries.Backoff;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import dev.tapedeck.telemetry.IntakeMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Liveness of a lane, asked twenty times a second. An unavailable server never makes the lane count as stuck, whichever server it is,
 * however it fails, and for however long. A bug in the process does.
 */
class LaneOutageTest {

    private static final Duration OUTAGE = Duration.ofMinutes(15);
    private static final int LOOK_MILLIS = 50;
    private static final int TICK_MILLIS = 100;
    private static final int POLL_MILLIS = 500;

    /** Longer than an hour: an old batch must not count as one that is late. */
    private static final Duration LONG_AGE = Duration.ofHours(2);

    /** How long the client of a server waits for an answer. */
    private enum Server {
        REDIS(1_000),
        POSTGRES(2_000),
        S3(60_000),
        /** The statements of a hundred lanes wait for four threads. */
        CLICKHOUSE(750_000),
        KAFKA(60_000);

        final int limitMillis;

        Server(int limitMillis) {
            this.limitMillis = limitMillis;
        }
    }

    private enum Kind {
        REFUSED,
        SILENT,
        ERRORS;

        int failsAfter(Server server) {
            return switch (this) {
                case REFUSED -> 0;
                case ERRORS -> 60;
                case SILENT -> server.limitMillis;
            };
        }
    }

    private final SimulatedTime time = new SimulatedTime(new Random(1));
    private final List<Long> committed = new ArrayList<>();
    private final Link link = new Link();
    private Duration maxAge = Duration.ofSeconds(10);
    private @Nullable Server away;
    private Kind kind = Kind.REFUSED;
    private boolean sealing = true;
    private boolean flowing;
    private long produced = 100;
    private boolean heldUp;

    static Stream<Arguments> outages() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(Kind.values()).map(kind -> Arguments.of(server, kind)));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageOfFifteenMinutesLeavesTheLaneAlive(Server server, Kind kind) {
        Lane<String> lane = open();
        flowing = true;
        time.run(Duration.ofMinutes(1));
        outage(server, kind, lane);
        settles(lane);
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageFromTheStartLeavesTheLaneAlive(Server server, Kind kind) {
        away = server;
        this.kind = kind;
        Lane<String> lane = open();
        flowing = true;
        outage(server, kind, lane);
        settles(lane);
    }

    @ParameterizedTest
    @MethodSource("outages")
    void theFirstMessageAfterALongRestMayMeetAnOutage(Server server, Kind kind) {
        Lane<String> lane = open();
        time.run(Duration.ofHours(1));
        away = server;
        this.kind = kind;
        flowing = true;
        outage(server, kind, lane);
        settles(lane);
    }

    @Test
    void anOpenBatchMayGetAsOldAsItsAgeAllows() {
        maxAge = LONG_AGE;
        Lane<String> lane = open();
        flowing = true;
        time.run(Duration.ofSeconds(10));
        flowing = false;
        time.run(LONG_AGE);
        time.run(Duration.ofMinutes(10));
        assertThat(committed).contains(produced);
        assertThat(lane.status().sealedBatches()).isZero();
    }

    @Test
    void aBatchThatIsNeverEncodedIsABug() {
        sealing = false;
        Lane<String> lane = lane(link::post);
        tick(lane);
        poll(lane);
        flowing = true;
        time.run(Duration.ofMinutes(4));
        assertThat(lane.status().isStuck(time.instant())).isFalse();
        time.run(Duration.ofMinutes(2));
        assertThat(lane.status().isStuck(time.instant())).isTrue();
    }

    @Test
    void aLaneThatNoThreadRunsIsABug() {
        Lane<String> lane = lane(task -> {});
        tick(lane);
        time.run(Duration.ofMinutes(4));
        assertThat(lane.status().isStuck(time.instant())).isFalse();
        time.run(Duration.ofMinutes(2));
        assertThat(lane.status().isStuck(time.instant())).isTrue();
    }

    private void outage(Server server, Kind kind, Lane<String> lane) {
        away = server;
        this.kind = kind;
        time.run(OUTAGE);
        assertThat(heldUp).as("readiness has told").isTrue();
        away = null;
    }

    /** The server is back: within a minute and a half of silence for the longest limit, all that was produced is committed. */
    private void settles(Lane<String> lane) {
        flowing = false;
        time.run(Duration.ofMillis(Server.CLICKHOUSE.limitMillis).plusMinutes(2));
        assertThat(committed).contains(produced);
        assertThat(lane.status().failing()).isEmpty();
        assertThat(lane.status().waitingFor()).isNull();
    }

    private Lane<String> open() {
        Lane<String> lane = lane(link::post);
        tick(lane);
        poll(lane);
        look(lane);
        return lane;
    }

    private Lane<String> lane(java.util.concurrent.Executor pool) {
        Lane<String> lane = new Lane<>(
                new LaneId("recordings", 0, 1),
                pool,
                link,
                new Behind(),
                new LaneSettings(
                        1 << 10,
                        2,
                        maxAge,
                        new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10)),
                        time,
                        (delay, task) -> time.after(delay.toMillis(), task),
                        BatchTraces.NONE),
                new MemoryBudget(1 << 20, 8),
                new IntakeMeters(new SimpleMeterRegistry()),
                () -> {});
        lane.open(false);
        return lane;
    }

    private void tick(Lane<String> lane) {
        time.after(TICK_MILLIS, () -> {
            lane.tick();
            tick(lane);
        });
    }

    private void poll(Lane<String> lane) {
        time.after(POLL_MILLIS, () -> {
            if (flowing && !link.paused) {
                lane.offer(produced, List.of(message(produced++)), new Behind().lookUp(List.of()));
            }
            poll(lane);
        });
    }

    /** Once a failure has been seen, the lane is not ready before the server is back. */
    private void look(Lane<String> lane) {
        time.after(LOOK_MILLIS, () -> {
            LaneStatus status = lane.status();
            assertThat(status.isStuck(time.instant())).as("stuck: %s", status).isFalse();
            boolean told = status.waitingFor() != null || !status.failing().isEmpty();
            assertThat(told || !heldUp || away == null).as("ready: %s", status).isTrue();
            heldUp = told && away != null;
            look(lane);
        });
    }

    private static InboundMessage message(long offset) {
        return new InboundMessage(
                new RecordPosition("recordings", 0, offset), 1_000 + offset, null, new byte[10], MessageHeaders.NONE);
    }

    private boolean isAway(Server server) {
        return away == server;
    }

    private <T> Uni<T> ask(Server server, Supplier<T> effect) {
        boolean fails = isAway(server);
        return Uni.createFrom()
                .emitter(answer -> time.after(fails ? kind.failsAfter(server) : 1, () -> {
                    if (fails) {
                        answer.fail(new IllegalStateException(server + " is unavailable"));
                    } else {
                        answer.complete(effect.get());
                    }
                }));
    }

    private final class Link extends LinkAtEnd {

        private boolean paused;

        void post(Runnable task) {
            time.soon(task);
        }

        @Override
        public Uni<Committed> committed() {
            return ask(Server.KAFKA, () -> new Committed(100, null, null));
        }

        @Override
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
            return ask(Server.KAFKA, () -> committed.add(offset)).replaceWithVoid();
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }
    }

    private final class Behind implements Stages<String> {

        @Override
        public Uni<String> lookUp(List<InboundMessage> messages) {
            return Uni.createFrom()
                    .deferred(() -> ask(Server.REDIS, () -> "").onFailure().recoverWithItem("redis"))
                    .chain(redis ->
                            ask(Server.POSTGRES, () -> redis).onFailure().recoverWithItem("postgres"))
                    .memoize()
                    .indefinitely();
        }

        @Override
        public Uni<String> lookUpAnnounced(List<InboundMessage> messages) {
            throw new AssertionError("nothing is announced");
        }

        @Override
        public Supplier<LaneBatch<String>> batches(LaneId lane) {
            return Batch::new;
        }

        @Override
        public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts) {
            throw new AssertionError("nothing is announced");
        }

        @Override
        public Uni<Durable> durable(BatchSpan span, List<String> parts) {
            throw new AssertionError("nothing is announced");
        }

        @Override
        public Uni<Void> recordGap(OffsetGap gap) {
            throw new AssertionError("nothing is gone");
        }

        @Override
        public Duration maxAge() {
            return maxAge;
        }
    }

    private final class Batch implements LaneBatch<String> {

        @Override
        public void follow(Announced announced) {}

        @Override
        public OfferResult take(InboundMessage message, String missing) {
            return missing.isEmpty() ? OfferResult.Accepted.INSTANCE : new OfferResult.Blocked(missing);
        }

        @Override
        public long heldBytes() {
            return 10;
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public Uni<SealedWork> seal(BatchSpan span) {
            return sealing
                    ? Uni.createFrom().item(new Work())
                    : Uni.createFrom().nothing();
        }

        @Override
        public void discard() {}
    }

    private final class Work implements SealedWork {

        @Override
        public List<String> parts() {
            return List.of("30d");
        }

        @Override
        public long heldBytes() {
            return 10;
        }

        @Override
        public @Nullable RoutingPlan exits() {
            return null;
        }

        @Override
        public Uni<List<OutboundMessage>> write(BatchTrace trace) {
            return ask(Server.S3, () -> true).chain(() -> ask(Server.CLICKHOUSE, List::of));
        }

        @Override
        public void committed() {}
    }
}
