package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.intake.Bodies;
import dev.tapedeck.intake.InboundMessage;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Throws damaged messages at one desk, seeded: every one gets a verdict, and no verdict is late. */
class JudgeFuzzTest {

    private static final int ROUNDS = Integer.getInteger("tapedeck.fuzz.rounds", 50_000);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Random random = new Random(20261123);
    private final ScreenDesk desk =
            new ScreenDesk(new BodyReaders(1 << 20, 1), new HotSessions.Limits(1L << 40, 1, 0.5, 10));
    private final Judge judge = new Judge(
            new HeaderCheck(true),
            new BodyCheck(
                    1 << 20, new CaptureClock(Duration.ofDays(7)), true, new ScreenMeters(new SimpleMeterRegistry())));
    private final Lookups lookups = lookups();

    @Test
    void damagedBodies_haveVerdictsInTime() {
        byte[] plain = Messages.good()
                .items(Messages.item(Messages.CAPTURED_AT), Messages.item(1), "x", Map.of("timestamp", 2.5e300))
                .body();
        List<byte[]> values = List.of(plain, Bodies.gzip(plain), Bodies.lz4(plain));
        long slowest = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int form = random.nextInt(values.size());
            InboundMessage message = Messages.good()
                    .header("content-encoding", form == 2 ? "lz4" : null)
                    .value(damaged(values.get(form)))
                    .message();
            long start = System.nanoTime();
            assertThat(judge.judge(message, lookups, desk, round)).isNotInstanceOf(Verdict.Wait.class);
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(LONGEST);
        assertThat(judge.judge(Messages.good().message(), lookups, desk, 0)).isInstanceOf(Verdict.Admit.class);
    }

    private byte[] damaged(byte[] whole) {
        byte[] value = random.nextInt(8) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int flips = random.nextInt(4); flips > 0 && value.length > 0; flips--) {
            value[random.nextInt(value.length)] = (byte) random.nextInt(256);
        }
        return value;
    }

    private static Lookups lookups() {
        SessionKey session = new SessionKey(7, Messages.SESSION);
        return new Lookups(
                RestrictionSet.EMPTY,
                Map.of(Messages.TOKEN, new TeamAnswer.Found(new Team(7, true, true, Retention.DAYS_30))),
                Map.of(session, new RetentionAnswer.Resolved(Retention.DAYS_30)),
                Map.of(session, Standing.SEEN));
    }
}
