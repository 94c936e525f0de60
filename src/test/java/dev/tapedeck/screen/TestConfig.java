package dev.tapedeck.screen;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration as the service reads it, with some values set. */
final class TestConfig {

    private TestConfig() {}

    static ScreenConfig of(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ScreenConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(ScreenConfig.class);
    }

    static ScreenConfig defaults() {
        return of(Map.of());
    }
}
