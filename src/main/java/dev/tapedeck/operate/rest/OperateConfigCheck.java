package dev.tapedeck.operate.rest;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Refuses to start on configuration that cannot be meant, naming the key and never the token. */
@Singleton
class OperateConfigCheck {

    private static final int SHORTEST_TOKEN = 16;
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    void onStart(@Observes StartupEvent event, OperateConfig config) {
        check(config);
    }

    /**
     * Checks all values.
     *
     * @throws IllegalArgumentException on the first one that is out of range
     */
    static void check(OperateConfig config) {
        require(
                config.token().map(String::length).orElse(SHORTEST_TOKEN) >= SHORTEST_TOKEN,
                "token",
                "16 characters or more");
        require(within(config.rememberedSessions(), 100, 1_000_000), "remembered-sessions", "100 to 1000000");
        require(within(config.top().tracked(), 10, 10_000), "top.tracked", "10 to 10000");
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
