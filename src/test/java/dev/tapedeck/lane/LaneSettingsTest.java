package dev.tapedeck.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.admin.ChannelSettings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, with the program's own settings and some besides. */
class LaneSettingsTest {

    private static final String TRANSACTIONS = "tapedeck.intake.transactions";

    @Test
    void theProgramsOwnMayBeMeant() throws IOException {
        assertThat(mistakes(Map.of(), Map.of())).isEmpty();
        assertThat(mistakes(Map.of(TRANSACTIONS, "true"), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mp.messaging.incoming.recordings.isolation.level, read_uncommitted",
        "mp.messaging.incoming.recordings.group.id, ''",
        "mp.messaging.outgoing.overflow.bootstrap.servers, elsewhere:9092"
    })
    void whatTransactionsCannotGoBy_isNamedWithThemOnly(String key, String value) throws IOException {
        assertThat(mistakes(Map.of(key, value), Map.of())).isEmpty();
        assertThat(mistakes(Map.of(key, value, TRANSACTIONS, "true"), Map.of()))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake).startsWith(key).contains(TRANSACTIONS));
    }

    @Test
    void aVariableMaySetAKeyThatThePropertiesHave() throws IOException {
        assertThat(mistakes(Map.of(), Map.of("MP_MESSAGING_OUTGOING_DEAD_LETTERS_TOPIC", "letters")))
                .isEmpty();
        assertThat(mistakes(Map.of(), Map.of("MP_MESSAGING_OUTGOING_OVERFLOW_COMPRESSION_TYPE", "zstd")))
                .isEmpty();
    }

    @Test
    void aVariableThatSmallRyeTakesForAnotherChannels_isNamedWithTheWayOut() throws IOException {
        assertThat(mistakes(
                        Map.of(),
                        Map.of(
                                "MP_MESSAGING_OUTGOING_DEAD_LETTERS_METADATA_MAX_AGE_MS",
                                "1000",
                                "MP_MESSAGING_OUTGOING_DEAD_LETTERS_LINGER_MS",
                                "1")))
                .hasSize(2)
                .allSatisfy(mistake -> assertThat(mistake)
                        .contains("mp.messaging.outgoing.dead-letters", "-D", "in a file")
                        .doesNotContain("there is no channel"))
                .anySatisfy(mistake ->
                        assertThat(mistake).contains("MP_MESSAGING_OUTGOING_DEAD_LETTERS_METADATA_MAX_AGE_MS "))
                .anySatisfy(mistake -> assertThat(mistake).contains("MP_MESSAGING_OUTGOING_DEAD_LETTERS_LINGER_MS "));
    }

    @Test
    void aChannelThatThereIsNot_isNamedOnce() throws IOException {
        String channel = "mp.messaging.outgoing.dead";
        assertThat(mistakes(
                        Map.of(channel + ".letters.compression.type", "zstd", channel + ".topic", "letters"),
                        Map.of("MP_MESSAGING_OUTGOING_OVERFOW_TOPIC", "x")))
                .containsExactly("there is no channel " + channel, "there is no channel mp.messaging.outgoing.overfow");
    }

    private static List<String> mistakes(Map<String, String> values, Map<String, String> variables) throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(LaneConfig.class)
                .withSources(
                        new PropertiesConfigSource(program(), "program", 250),
                        new EnvConfigSource(variables, 300),
                        new PropertiesConfigSource(values, "test", 400))
                .build();
        return new LaneSettings.Validator(
                        config.getConfigMapping(LaneConfig.class), new ChannelSettings(config), config)
                .mistakes();
    }

    private static Map<String, String> program() throws IOException {
        Properties settings = new Properties();
        try (InputStream in = LaneSettingsTest.class.getResourceAsStream("/application.properties")) {
            settings.load(Objects.requireNonNull(in));
        }
        return settings.stringPropertyNames().stream()
                .filter(name -> name.startsWith("mp.") || name.startsWith("kafka."))
                .collect(Collectors.toMap(name -> name, settings::getProperty));
    }
}
