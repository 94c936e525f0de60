package dev.tapedeck.screen.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tapedeck.SampleRecording;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.Bodies;
import dev.tapedeck.screen.Messages;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.restriction.Rules;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.screen.session.SessionRateLimiter;
import dev.tapedeck.screen.session.SessionRetentions;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Throws damaged messages at one desk, seeded, real ones among them: every one gets a verdict, no verdict takes long, and
 * none takes much memory. Time is that of the processor, as the machine may have other things to do; what a thread allocates
 * for a message is the most that the message can have held.
 */
class JudgeFuzzTest {

    private static final int ROUNDS = Integer.getInteger("tapedeck.fuzz.rounds", 20_000);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 256L << 20;
    private static final int MAX_BODY = 64 << 20;
    private static final Team TEAM = new Team(7, true, true, Retention.DAYS_30);

    private final Random random = new Random(20261123);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Judge judge = new Judge(
            new HeaderCheck(true),
            new BodyCheck(
                    MAX_BODY,
                    new TimestampPolicy(Duration.ofDays(7)),
                    true,
                    new ScreenMeters(new SimpleMeterRegistry())));
    private final List<Seed> seeds = new ArrayList<>();
    private final Map<SessionKey, SessionRetentions.Answer> retentions = new HashMap<>();
    private final Map<SessionKey, SessionGate.Status> standings = new HashMap<>();
    private ScreeningContext desk = context();
    private long slowestNanos;
    private long mostBytes;

    /** A message's headers and a value that is to be damaged. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Seed(Messages message, byte[] value) {}

    @Test
    void damagedBodies_haveVerdictsInTimeAndInBounds() {
        generated();
        shipped("rrweb");
        shipped("posthog-js");
        List<byte[]> large = largeBodies();
        Lookups lookups = lookups();
        for (int round = 0; round < ROUNDS; round++) {
            Seed seed = seeds.get(random.nextInt(seeds.size()));
            judged(seed.message().value(damaged(seed.value())).message(), lookups, round);
        }
        for (byte[] body : large) {
            // A new desk, since one that has met a large body has its memory already.
            desk.clear();
            desk = context();
            judged(Messages.good().value(body).message(), lookups, ROUNDS);
        }
        System.out.printf(
                "%d damaged bodies: the slowest verdict took %.1f ms, the largest %.1f MiB%n",
                ROUNDS, slowestNanos / 1e6, mostBytes / (double) (1 << 20));
        assertThat(Duration.ofNanos(slowestNanos)).isLessThan(LONGEST);
        assertThat(mostBytes).isLessThanOrEqualTo(MOST_BYTES);
        assertThat(judge.judge(Messages.good().message(), lookups, desk, 0)).isInstanceOf(Verdict.Admit.class);
    }

    private void judged(InboundMessage message, Lookups lookups, long now) {
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long start = threads.getCurrentThreadCpuTime();
        Verdict verdict = judge.judge(message, lookups, desk, now);
        slowestNanos = Math.max(slowestNanos, threads.getCurrentThreadCpuTime() - start);
        mostBytes = Math.max(mostBytes, threads.getCurrentThreadAllocatedBytes() - allocated);
        assertThat(verdict).isNotInstanceOfAny(Verdict.Wait.class, Verdict.Later.class);
    }

    private byte[] damaged(byte[] whole) {
        byte[] value = random.nextInt(8) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int flips = random.nextInt(4); flips > 0 && value.length > 0; flips--) {
            value[random.nextInt(value.length)] = (byte) random.nextInt(256);
        }
        return value;
    }

    private void generated() {
        byte[] plain = Messages.good()
                .items(Messages.item(Messages.CAPTURED_AT), Messages.item(1), "x", Map.of("timestamp", 2.5e300))
                .body();
        inAllForms(Messages.SESSION, Messages.PERSON, plain);
    }

    private void shipped(String recording) {
        for (InboundMessage message : SampleRecording.shipped(recording)) {
            byte[] body = Objects.requireNonNull(message.value());
            inAllForms(header(message, "session_id"), header(message, "distinct_id"), body);
        }
    }

    private void inAllForms(String sessionId, String person, byte[] plain) {
        SessionKey session = new SessionKey(TEAM.id(), SessionKey.normalise(sessionId));
        retentions.put(session, new SessionRetentions.Answer.Resolved(Retention.DAYS_30));
        standings.put(session, SessionGate.Status.SEEN);
        Messages message = Messages.good().header("session_id", sessionId).header("distinct_id", person);
        seeds.add(new Seed(message, plain));
        seeds.add(new Seed(message, Bodies.gzip(plain)));
        Messages lz4 = Messages.good().header("session_id", sessionId).header("distinct_id", person);
        seeds.add(new Seed(lz4.header("content-encoding", "lz4"), Bodies.lz4(plain)));
    }

    /** Small on the wire and as large as may be when inflated, each costly in another way. */
    private static List<byte[]> largeBodies() {
        String head = new String(Messages.good().items().body(), UTF_8);
        int inside = head.indexOf("[]") + 1;
        List<byte[]> bodies = new ArrayList<>();
        for (String unit : List.of("{\\\"timestamp\\\":1},", "1,", "[", "{\\\"a\\\":", "\\\"\\\\u00e9\\\",")) {
            int room = MAX_BODY - head.length();
            String items = unit.repeat(room / unit.length());
            bodies.add(Bodies.gzip((head.substring(0, inside) + items + "1" + head.substring(inside)).getBytes(UTF_8)));
        }
        bodies.add(Bodies.gzip(new byte[MAX_BODY + 1]));
        return bodies;
    }

    private static String header(InboundMessage message, String name) {
        return message.headers().entries().stream()
                .filter(entry -> entry.name().equals(name))
                .map(entry -> new String(Objects.requireNonNull(entry.value()), UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private static ScreeningContext context() {
        return new ScreeningContext(
                new BodyReaders(MAX_BODY, true, Desks.largeBodies(MAX_BODY), 1),
                new SessionRateLimiter.Limits(1L << 40, 1, 0.5, 10));
    }

    private Lookups lookups() {
        return new Lookups(
                Rules.NONE,
                Map.of(Messages.TOKEN, new Team.Answer.Found(TEAM)),
                Map.copyOf(retentions),
                Map.copyOf(standings));
    }
}
