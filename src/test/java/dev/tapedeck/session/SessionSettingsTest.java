package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.session.block.BlockCodec;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionSettingsTest {

    @Test
    void defaults() {
        assertThat(settings(Map.of()))
                .isEqualTo(new SessionSettings(
                        104_857_600, Duration.ofSeconds(10), 9_007_199_254_740_991L, BlockCodec.ZSTD, 1, true, 6));
    }

    @ParameterizedTest
    @CsvSource({"batch-max-bytes, 0", "batch-max-age, 0s", "max-events-per-batch, 0", "zstd-level, 23", "encoders, 0"})
    void namesTheKeyThatWillNotDo(String key, String value) {
        assertThatThrownBy(() -> settings(Map.of("tapedeck.session." + key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tapedeck.session." + key);
    }

    private static SessionSettings settings(Map<String, String> values) {
        SessionConfig config = new SmallRyeConfigBuilder()
                .withMapping(SessionConfig.class)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(SessionConfig.class);
        return SessionSettings.of(config, 6);
    }
}
