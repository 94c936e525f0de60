package dev.tapedeck.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.SimulatedTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private final SimulatedTime time = new SimulatedTime(new Random(1));
    private final Scheduler delays = (delay, task) -> time.after(delay.toMillis(), task);

    @Test
    void aRepeatedTaskRunsAgainWhateverItThrows() {
        AtomicInteger runs = new AtomicInteger();
        delays.every(Duration.ofSeconds(1), () -> {
            switch (runs.incrementAndGet()) {
                case 2 -> throw new IllegalStateException("injected");
                case 4 -> throw new StackOverflowError("injected");
                default -> {}
            }
        });
        time.run(Duration.ofSeconds(10));
        assertThat(runs).hasValue(10);
    }
}
