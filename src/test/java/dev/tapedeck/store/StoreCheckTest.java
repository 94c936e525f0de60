package dev.tapedeck.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreCheckTest {

    private static final String ENDPOINT = "quarkus.s3.endpoint-override";
    private static final Map<String, String> DEFAULTS =
            Map.of(ENDPOINT, "http://127.0.0.1:8333", "quarkus.s3.path-style-access", "true");

    /** An operator can only empty what the program's own file has set. */
    @Test
    void anEmptyEndpointIsAmazons() {
        assertThat(StoreCheck.host(config(Map.of(ENDPOINT, "")), "recordings")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"true, s3.example", "false, recordings.s3.example"})
    void theBucketIsPartOfTheNameUnlessItIsInThePath(String pathStyle, String name) {
        Config config = config(Map.of(ENDPOINT, "https://s3.example", "quarkus.s3.path-style-access", pathStyle));
        assertThat(StoreCheck.host(config, "recordings")).isEqualTo(name);
    }

    private static Config config(Map<String, String> set) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(
                        new PropertiesConfigSource(DEFAULTS, "defaults", 250),
                        new PropertiesConfigSource(set, "set", 300))
                .build();
    }
}
