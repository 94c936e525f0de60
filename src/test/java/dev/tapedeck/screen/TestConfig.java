package dev.tapedeck.screen;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration as the service reads it, with some values set. */
public final class TestConfig {

    private TestConfig() {}

    public static ScreenConfig of(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ScreenConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(ScreenConfig.class);
    }

    public static ScreenConfig defaults() {
        return of(Map.of());
    }
}
