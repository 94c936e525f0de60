package dev.tapedeck.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.runtime.ClockSkew.ForwardTicker;
import dev.tapedeck.screen.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForwardTickerTest {

    @Test
    void aClockThatIsSetBackGoesOnFromThere() {
        ManualClock clock = new ManualClock();
        ForwardTicker ticker = new ForwardTicker(clock);
        long start = ticker.read();
        clock.advance(Duration.ofSeconds(2));
        assertThat(ticker.read() - start).isEqualTo(2_000_000_000L);
        clock.advance(Duration.ofHours(-6));
        assertThat(ticker.read() - start).isEqualTo(2_000_000_000L);
        clock.advance(Duration.ofSeconds(30));
        assertThat(ticker.read() - start).isEqualTo(32_000_000_000L);
    }
}
