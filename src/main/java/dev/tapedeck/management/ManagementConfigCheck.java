package dev.tapedeck.management;

import dev.tapedeck.diagnostics.ConfigValidator;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The token, which no sentence repeats, and the limits of what is remembered. */
@Singleton
public class ManagementConfigCheck implements ConfigValidator {

    private static final int SHORTEST_TOKEN = 16;
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    private final ManagementConfig config;

    public ManagementConfigCheck(ManagementConfig config) {
        this.config = config;
    }

    @Override
    public List<String> mistakes() {
        return ConfigValidator.thrownBy(
                this::checkToken, this::checkRememberedSessions, this::checkTracked, this::checkWindow);
    }

    private void checkToken() {
        require(
                config.token().map(String::length).orElse(SHORTEST_TOKEN) >= SHORTEST_TOKEN,
                "token",
                "16 characters or more");
    }

    private void checkRememberedSessions() {
        require(within(config.rememberedSessions(), 100, 1_000_000), "remembered-sessions", "100 to 1000000");
    }

    private void checkTracked() {
        require(within(config.top().tracked(), 10, 10_000), "top.tracked", "10 to 10000");
    }

    private void checkWindow() {
        Duration window = config.top().window();
        require(
                window.compareTo(SHORTEST_WINDOW) >= 0 && window.compareTo(LONGEST_WINDOW) <= 0,
                "top.window",
                "1 second to 1 hour");
    }

    private static boolean within(int value, int least, int most) {
        return value >= least && value <= most;
    }

    private static void require(boolean holds, String key, String range) {
        if (!holds) {
            throw new IllegalArgumentException("tapedeck.operate." + key + " must be " + range);
        }
    }
}
