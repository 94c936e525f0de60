package dev.tapedeck.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.management.ManagementConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, and which configuration is refused. */
class TokenGuardTest {

    private static final String TOKEN = "0123456789abcdef";

    @Test
    void theTokenPasses() {
        TokenGuard guard = new TokenGuard(config(Map.of("token", TOKEN)));
        assertThat(guard.admits("Bearer " + TOKEN)).isTrue();
        assertThat(guard.admits("bearer " + TOKEN)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                TOKEN,
                "Basic " + TOKEN,
                "Bearer " + TOKEN + "0",
                "Bearer 0123456789abcde"
            })
    void nothingElsePasses(String header) {
        assertThat(new TokenGuard(config(Map.of("token", TOKEN))).admits(header))
                .isFalse();
        assertThat(new TokenGuard(config(Map.of())).admits(header)).isFalse();
    }

    @Test
    void defaultsMayBeMeant() {
        ConfigValidator fine = new ManagementConfig.Validator(config(Map.of()));
        assertThat(fine.mistakes()).isEmpty();
    }

    @Test
    void everyMistakeIsNamed_andTheTokenIsNot() {
        ConfigValidator check = new ManagementConfig.Validator(config(
                Map.of("token", "short-secret", "remembered-sessions", "99", "top.tracked", "9", "top.window", "2h")));
        assertThat(check.mistakes())
                .hasSize(4)
                .zipSatisfy(
                        List.of("token", "remembered-sessions", "top.tracked", "top.window"),
                        (mistake, key) -> assertThat(mistake)
                                .startsWith("tapedeck.operate." + key + " ")
                                .doesNotContain("short-secret"));
    }

    private static ManagementConfig config(Map<String, String> values) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().withMapping(ManagementConfig.class).addDiscoveredConverters();
        values.forEach((key, value) -> builder.withDefaultValue("tapedeck.operate." + key, value));
        return builder.build().getConfigMapping(ManagementConfig.class);
    }
}
