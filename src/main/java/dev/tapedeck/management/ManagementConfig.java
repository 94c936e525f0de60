package dev.tapedeck.management;

import dev.tapedeck.diagnostics.ConfigValidator;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The questions and orders of operators, on the management port. */
@ConfigMapping(prefix = "tapedeck.operate")
public interface ManagementConfig {

    /**
     * The bearer token that every call but health and metrics must carry. At least 16 characters. Without one all those calls
     * get status 403.
     */
    Optional<String> token();

    /** What this instance calls itself in answers. By default the environment's {@code HOSTNAME}, else its process id. */
    Optional<String> instance();

    /** Sessions whose latest verdicts are remembered, to be asked for; a few hundred bytes each. 100 to 1000000. */
    @WithDefault("20000")
    int rememberedSessions();

    /** Who sends most. */
    Top top();

    /** Who sends most. */
    interface Top {

        /** Teams, and sessions, that are counted at a time: what sends less than its share may be missing. 10 to 10000. */
        @WithDefault("1000")
        int tracked();

        /** How long traffic counts: the list covers between one and two of these. 1 second to 1 hour. */
        @WithDefault("60s")
        Duration window();
    }

    /** The token, which no sentence repeats, and the limits of what is remembered. */
    @Singleton
    class Validator implements ConfigValidator {

        private static final int SHORTEST_TOKEN = 16;
        private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
        private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

        private final ManagementConfig config;

        public Validator(ManagementConfig config) {
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
}
