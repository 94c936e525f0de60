package dev.tapedeck.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.app.configuration.ConfigurationGate.TapedeckConfig;
import dev.tapedeck.deadletter.journal.ReplayConfig;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.session.SessionConfig;
import dev.tapedeck.telemetry.TelemetryConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TAPEDECK_SESSION_CODEC",
                "TAPEDECK_SESSION_BATCH_MAX_AGE",
                "TAPEDECK_SESSION_ENCODERS",
                "TAPEDECK_DEAD_LETTERS_JOURNAL",
                "TAPEDECK_SCREEN_RESTRICTIONS_DEAD_LETTER",
                "TAPEDECK_SCREEN_RESTRICTIONS_DROP_0_",
                "TAPEDECK_TELEMETRY_TRACES_HEADERS_AUTHORIZATION",
                "TAPEDECK_TELEMETRY_TRACES_HEADERS__X_API_KEY__",
                "_POSTHOG_TAPEDECK_SESSION_CODEC",
                "%posthog.tapedeck.session.codec",
                "tapedeck.session.batch-max-age",
                "tapedeck_session_codec"
            })
    void whatSetsAKey_mayBeMeant(String variable) {
        assertThat(mistakes(variable)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HOME",
                "TAPEDECK",
                "NO_TAPE_DECK_SESSION",
                "TAPDECK_COLOUR",
                "TABLEDECK_PORT",
                "TAPEDECK_LIBCHDB",
                "TAPEDECK_SERVICE_HOST",
                "TAPEDECK_SERVICE_PORT_MANAGEMENT",
                "TAPEDECK_PORT",
                "TAPEDECK_PORT_9000_TCP",
                "TAPEDECK_MAIN_PORT_9000_TCP_ADDR"
            })
    void whatIsForOthers_isLeftAlone(String variable) {
        assertThat(mistakes(variable)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TAPEDECK_SESION_CODEC, tapedeck.session.codec",
        "TAPEDECK_SESSION_MAX_AGE, tapedeck.session.batch-max-age",
        "TAPEDECK_SESSION_BATCHMAXAGE, tapedeck.session.batch-max-age",
        "TAPEDECK_SCREEN_RESTRICTIONS_DROP_X_, tapedeck.screen.restrictions.drop",
        "TAPEDECK_TELEMETRY_TRACES_HEADER_AUTHORIZATION, tapedeck.telemetry.traces.headers.*",
        "_POSTHOG_TAPEDECK_SESSION_KODEC, tapedeck.session.codec",
        "tapedeck.session.kodec, tapedeck.session.codec",
        "TAPDECK_SESSION_CODEC, tapedeck.session.codec",
        "Tapedek_Session_Codec, tapedeck.session.codec"
    })
    void whatSetsNoKey_isNamedWithTheNearest(String variable, String nearest) {
        assertThat(mistakes(variable))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake)
                        .contains("the variable " + variable + " ")
                        .contains("the nearest is " + nearest));
    }

    @Test
    void soIsAKeyWhoseFirstWordIsMisspelt_whereverItComesFrom() {
        var file = new PropertiesConfigSource(
                Map.of("tapdeck.session.codec", "x", "%prod.tapedec.session.codec", "x", "tapdeck.colour", "x"),
                "file",
                260);
        assertThat(mistakes(file))
                .containsExactly(
                        "%prod.tapedec.session.codec sets no key that there is; the nearest is tapedeck.session.codec",
                        "tapdeck.session.codec sets no key that there is; the nearest is tapedeck.session.codec");
    }

    @Test
    void whereNoKeyIsNear_noneIsNamed() {
        assertThat(mistakes("TAPEDECK_COLOUR"))
                .containsExactly("the variable TAPEDECK_COLOUR sets no key that there is");
    }

    @Test
    void everyMistakeIsNamed() {
        assertThat(mistakes("TAPEDECK_B", "TAPEDECK_SESSION_CODEC", "TAPEDECK_A"))
                .hasSize(2)
                .isSorted();
    }

    private static List<String> mistakes(String... variables) {
        var environment = Stream.of(variables).collect(Collectors.toMap(name -> name, name -> "x"));
        return mistakes(new EnvConfigSource(Map.copyOf(environment), EnvConfigSource.ORDINAL));
    }

    private static List<String> mistakes(ConfigSource source) {
        var config = new SmallRyeConfigBuilder().withSources(source).build();
        Stream<Class<?>> keys = Stream.of(
                TapedeckConfig.class,
                LaneConfig.class,
                ReplayConfig.class,
                ScreenConfig.class,
                SessionConfig.class,
                TelemetryConfig.class,
                String.class);
        return new EnvironmentCheck(config, keys).mistakes();
    }
}
