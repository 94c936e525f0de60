package dev.tapedeck.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryConfigTest {

    private static final String PREFIX = "tapedeck.summary.clickhouse.";

    @Test
    void defaultsMayBeMeant() {
        assertThat(mistakes(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "concurrency, 65",
        "timeout, 0s",
        "url, clickhouse:8123",
        "ca-certificates, /nowhere/ca.pem",
        "ca-certificates, /"
    })
    void whatWillNotDo_isNamed(String key, String value) {
        assertThat(mistakes(Map.of(PREFIX + key, value)))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake).startsWith(PREFIX + key + " must "));
    }

    @Test
    void certificatesThatAreThere_mayBeMeant(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("ca.pem"));
        assertThat(mistakes(Map.of(PREFIX + "ca-certificates", file.toString())))
                .isEmpty();
    }

    private static List<String> mistakes(Map<String, String> values) {
        SummaryConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SummaryConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(SummaryConfig.class);
        return new SummaryConfig.Validator(config).mistakes();
    }
}
