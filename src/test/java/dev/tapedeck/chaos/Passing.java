package dev.tapedeck.chaos;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Time that a test lets pass, where there is no condition to wait for: an outage lasts as long as it lasts. */
final class Passing {

    private static final Duration SLACK = Duration.ofSeconds(10);

    private Passing() {}

    static void of(Duration time) {
        await().pollDelay(time).atMost(time.plus(SLACK)).until(() -> true);
    }
}
