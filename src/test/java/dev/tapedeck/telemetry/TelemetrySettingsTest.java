package dev.tapedeck.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetrySettingsTest {

    private static final String ENDPOINT = "tapedeck.telemetry.traces.endpoint";
    private static final String CERTIFICATES = "tapedeck.telemetry.traces.ca-certificates";

    @Test
    void noneIsNeeded() {
        assertThat(mistakes(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:4318/v1/traces", "https://collector/v1/traces"})
    void addressesOfHttp_mayBeMeant(String endpoint) {
        assertThat(mistakes(Map.of(ENDPOINT, endpoint))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:4318", "grpc://user:secret@collector:4317", "http://", "http:// x"})
    void others_areNamedAndNotRepeated(String endpoint) {
        assertThat(mistakes(Map.of(ENDPOINT, endpoint)))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake).startsWith(ENDPOINT).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere/ca.pem", "/"})
    void certificatesThatAreNotThere_areNamed(String file) {
        assertThat(mistakes(Map.of(CERTIFICATES, file)))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake).startsWith(CERTIFICATES));
    }

    private static List<String> mistakes(Map<String, String> values) {
        TelemetryConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TelemetryConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(TelemetryConfig.class);
        return new TelemetrySettings(config).mistakes();
    }
}
