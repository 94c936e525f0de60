package dev.tapedeck.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.SimulatedTime;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.runtime.Retries.Backoff;
import dev.tapedeck.telemetry.IntakeMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private final SimulatedTime time = new SimulatedTime(new Random(1));
    private final Retries retries = new Retries(
            new LaneId("recordings", 0, 1),
            Runnable::run,
            (delay, task) -> time.after(delay.toMillis(), task),
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
            new IntakeMeters(new SimpleMeterRegistry()),
            () -> {},
            () -> {});
    private boolean broken = true;

    @Test
    void aStepThatSucceedsDoesNotHideAnotherOfItsNameThatFails() {
        retries.compute("seal", this::attempt, done -> {});
        retries.compute("seal", () -> Uni.createFrom().item(true), done -> {});

        assertThat(retries.failing()).containsExactly("seal");
        assertThat(retries.waiting()).isTrue();

        broken = false;
        time.run(Duration.ofSeconds(1));
        assertThat(retries.failing()).isEmpty();
        assertThat(retries.waiting()).isFalse();
    }

    @Test
    void aStepThatFailsIsNotTriedTheLaterForTheFailuresOfAnother() {
        retries.until("commit", this::attempt, done -> {});
        time.run(Duration.ofSeconds(10));
        long before = time.millis();
        boolean[] done = new boolean[1];
        boolean[] failed = new boolean[1];
        retries.until(
                "commit",
                () -> {
                    Uni<Boolean> answer = failed[0] ? Uni.createFrom().item(true) : attempt();
                    failed[0] = true;
                    return answer;
                },
                item -> done[0] = true);
        time.run(Duration.ofMillis(200));
        assertThat(done[0]).as("after %d ms", time.millis() - before).isTrue();
    }

    @Test
    void askingIsWaitingFromTheFirstAttempt() {
        retries.until("write", () -> Uni.createFrom().nothing(), done -> {});
        assertThat(retries.waiting()).isTrue();
        assertThat(retries.failing()).isEmpty();
    }

    private Uni<Boolean> attempt() {
        return broken
                ? Uni.createFrom().failure(new IllegalStateException("injected"))
                : Uni.createFrom().item(true);
    }
}
