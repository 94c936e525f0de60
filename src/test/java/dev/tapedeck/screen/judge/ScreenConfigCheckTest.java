package dev.tapedeck.screen.judge;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.TestConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenConfigCheckTest {

    @Test
    void defaults_pass() {
        assertThatNoException().isThrownBy(() -> ScreenConfigCheck.check(TestConfig.defaults()));
    }

    @ParameterizedTest
    @CsvSource({
        "clock-tolerance, 0S",
        "redis-timeout, -1S",
        "postgres-timeout, 0S",
        "restrictions.refresh, 61S",
        "restrictions.refresh, 0.5S",
        "restrictions.max-bytes, 0",
        "restrictions.drop, t:",
        "teams.refresh, 2M",
        "teams.unknown-for, 0S",
        "teams.idle, 0S",
        "teams.cache-size, 0",
        "sessions.cache-size, 0",
        "sessions.cache-for, 0S",
        "new-sessions.burst, 0",
        "new-sessions.per-second, 0",
        "overflow.burst, 0",
        "overflow.refill-per-second, 0",
        "overflow.cooled-level, 0",
        "overflow.cooled-level, 1.1",
        "overflow.tracked-sessions, 0"
    })
    void outOfRange_namesTheKey(String key, String value) {
        ScreenConfig config = TestConfig.of(Map.of("tapedeck.screen." + key, value));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScreenConfigCheck.check(config))
                .withMessageContaining("tapedeck.screen." + key.replace(".drop", ""));
    }
}
