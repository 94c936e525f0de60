package dev.tapedeck.management.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.management.ManagementConfig;
import dev.tapedeck.management.history.SessionHistory.Recollection;
import dev.tapedeck.management.history.SpaceSaving.Hitter;
import dev.tapedeck.management.history.TopSenders.Top;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.VerdictListener.MessageFate;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of messages, and for how long. */
class VerdictRecorderTest {

    private static final LaneId LANE = new LaneId("recordings", 3, 1);
    private static final int BYTES = 100;

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final ManagementConfig config = new SmallRyeConfigBuilder()
            .withMapping(ManagementConfig.class)
            .addDiscoveredConverters()
            .withDefaultValue("tapedeck.operate.remembered-sessions", "100")
            .withDefaultValue("tapedeck.operate.top.tracked", "10")
            .build()
            .getConfigMapping(ManagementConfig.class);
    private final SessionHistory memory = new SessionHistory(config, clock);
    private final TopSenders senders = new TopSenders(config, clock);
    private final VerdictRecorder witness = new VerdictRecorder(memory, senders);

    /** Somebody who asks holds everything for as long as the answer takes. */
    @Test
    void aVerdictWaitsForNobodyWhoAsks() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch heard = new CountDownLatch(1);
        Thread lane = Thread.currentThread();
        InstantSource slow = () -> {
            if (Thread.currentThread() != lane) {
                asking.countDown();
                await(heard);
            }
            return now;
        };
        VerdictRecorder asked = new VerdictRecorder(new SessionHistory(config, clock), new TopSenders(config, slow));
        CompletableFuture<Top<Integer>> answer =
                CompletableFuture.supplyAsync(() -> asked.teams(10), Thread::startVirtualThread);
        await(asking);
        for (int i = 0; i < 100; i++) {
            asked.decided(LANE, message(i), session(1), MessageFate.RECORDED, "");
        }
        heard.countDown();
        assertThat(answer.get(10, TimeUnit.SECONDS).hitters()).isEmpty();
        assertThat(Objects.requireNonNull(asked.of(session(1)).messages()).recorded())
                .isEqualTo(100);
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepOldTraffic() {
        decided(session(1), 10, MessageFate.RECORDED, "");
        now = now.minus(Duration.ofDays(1));
        decided(session(2), 11, MessageFate.RECORDED, "");
        now = now.plus(config.top().window().multipliedBy(2));
        assertThat(witness.sessions(10).hitters()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void remembersVerdictsByReason() {
        decided(session(1), 10, MessageFate.RECORDED, "");
        decided(session(1), 11, MessageFate.DROPPED, "one");
        decided(session(1), 12, MessageFate.DROPPED, "one");
        decided(session(1), 13, MessageFate.DEAD_LETTERED, "two");
        var messages = Objects.requireNonNull(witness.of(session(1)).messages());
        assertThat(messages.recorded()).isEqualTo(1);
        assertThat(messages.lane()).isEqualTo(LANE);
        assertThat(messages.lastRecorded()).isEqualTo(10);
        assertThat(messages.by(MessageFate.DROPPED)).isEqualTo(Map.of("one", 2L));
        assertThat(messages.by(MessageFate.DEAD_LETTERED)).isEqualTo(Map.of("two", 1L));
    }

    @Test
    void tellsWhomItHeardOfLast() {
        decided(session(1), 10, MessageFate.RECORDED, "");
        decided(session(2), 11, MessageFate.DROPPED, "one");
        decided(session(3), 12, MessageFate.RECORDED, "");
        decided(session(1), 13, MessageFate.RECORDED, "");
        var latest = witness.latest(2);
        assertThat(latest.sequencedKeySet()).containsExactly(session(1), session(3));
        assertThat(latest.firstEntry().getValue().recorded()).isEqualTo(2);
    }

    @Test
    void saysFromWhenOnItRemembers() {
        Instant start = now;
        decided(session(0), 0, MessageFate.DROPPED, "x");
        Instant firstHeard = now;
        for (int i = 1; i < 100; i++) {
            now = now.plusSeconds(1);
            decided(session(i), i, MessageFate.DROPPED, "x");
        }
        assertThat(witness.of(session(0)).messages()).isNotNull();
        assertThat(witness.of(session(500)).since()).isEqualTo(start);
        now = now.plusSeconds(1);
        decided(session(1), 100, MessageFate.DROPPED, "x");
        decided(session(100), 101, MessageFate.DROPPED, "x");
        assertThat(witness.of(session(0))).isEqualTo(new Recollection(firstHeard, null));
        now = now.plusSeconds(1);
        decided(session(101), 102, MessageFate.DROPPED, "x");
        assertThat(witness.of(session(2)).messages()).as("the quietest").isNull();
        assertThat(witness.of(session(2)).since()).isEqualTo(start.plusSeconds(2));
        assertThat(witness.of(session(1)).since()).as("was never forgotten").isEqualTo(start);
        assertThat(witness.of(session(101)).since()).isEqualTo(start.plusSeconds(2));
    }

    @Test
    void whatTakesTooMuchRoomIsLeftOut() {
        SessionKey long_ = new SessionKey(1, "x".repeat(SessionHistory.LONGEST_ID + 1));
        decided(long_, 1, MessageFate.RECORDED, "");
        assertThat(witness.of(long_).messages()).isNull();
        assertThat(witness.sessions(10).hitters()).isEmpty();
        assertThat(witness.teams(10).hitters()).extracting(Hitter::key).containsExactly(1);
    }

    @Test
    void namesTheNoisiest() {
        IntStream.range(0, 50).forEach(i -> decided(new SessionKey(1000 + i, "quiet"), i, MessageFate.RECORDED, ""));
        IntStream.range(0, 30).forEach(i -> decided(session(7), i, MessageFate.DROPPED, "x"));
        assertThat(witness.sessions(1).hitters()).singleElement().satisfies(top -> {
            assertThat(top.key()).isEqualTo(session(7));
            assertThat(30L * BYTES).isBetween(top.atLeast(), top.atMost());
        });
        now = now.plus(config.top().window());
        assertThat(witness.teams(1).hitters()).extracting(Hitter::key).containsExactly(1);
        decided(session(7), 99, MessageFate.RECORDED, "");
        assertThat(witness.sessions(1).hitters())
                .first()
                .satisfies(top -> assertThat(31L * BYTES).isBetween(top.atLeast(), top.atMost()));
        now = now.plus(config.top().window().multipliedBy(2));
        assertThat(witness.teams(10).hitters()).isEmpty();
        assertThat(witness.teams(10).since()).isEqualTo(now.minus(config.top().window()));
    }

    @Test
    void allocatesNothingForEachMessage() {
        List<SessionKey> many = IntStream.range(0, 90)
                .mapToObj(i -> new SessionKey(1000 + i, "session-" + i))
                .toList();
        InboundMessage message = message(5);
        witnessAll(many, message, 200_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(id);
        long started = System.nanoTime();
        int messages = 500_000;
        witnessAll(many, message, messages);
        double nanos = (System.nanoTime() - started) / (double) messages;
        double bytes = (threads.getThreadAllocatedBytes(id) - before) / (double) messages;
        System.out.printf("a verdict witnessed: %.0f ns, %.3f bytes allocated%n", nanos, bytes);
        assertThat(bytes).isLessThan(0.1);
    }

    /** Most messages are of sessions that have to displace another from the list. */
    private void witnessAll(List<SessionKey> sessions, InboundMessage message, int count) {
        for (int i = 0; i < count; i++) {
            witness.decided(LANE, message, sessions.get(i % sessions.size()), MessageFate.RECORDED, "");
        }
    }

    private void decided(SessionKey session, long offset, MessageFate fate, String reason) {
        witness.decided(LANE, message(offset), session, fate, reason);
    }

    private static SessionKey session(int number) {
        return new SessionKey(1, "session-" + number);
    }

    private static InboundMessage message(long offset) {
        return new InboundMessage(
                new RecordPosition("recordings", 3, offset), 1, null, new byte[BYTES], MessageHeaders.NONE);
    }
}
