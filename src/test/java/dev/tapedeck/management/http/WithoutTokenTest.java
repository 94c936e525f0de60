package dev.tapedeck.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Operator;
import dev.tapedeck.testing.WithLocalStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service that was given no token lets nobody in, and says so once. */
@QuarkusTest
@TestProfile(WithoutTokenTest.NoToken.class)
@WithTestResource(WithLocalStack.class)
@Tag("e2e")
class WithoutTokenTest {

    /** Takes the token away. */
    public static final class NoToken implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("tapedeck.operate.token", "");
        }
    }

    @SuppressWarnings("NullAway.Init") // injected
    @TestHTTPResource(value = "metrics", management = true)
    URI metrics;

    @Test
    void everyCallIsRefusedAndOneIsLogged() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(
                        entry instanceof ExtLogRecord formatted ? formatted.getFormattedMessage() : entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(TokenGuard.class.getName());
        logger.addHandler(handler);
        try {
            Operator operator = Operator.at(metrics);
            for (String path : List.of("/lanes", "/top", "/openapi", "/restrictions", "/recordings/1/a")) {
                assertThat(operator.get(path).status()).isEqualTo(403);
                assertThat(operator.with(null).post(path).status()).isEqualTo(403);
                assertThat(operator.with("Bearer ").get(path).status()).isEqualTo(403);
            }
            assertThat(operator.get("/q/health/live").status()).isEqualTo(200);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged)
                .singleElement()
                .asString()
                .contains("tapedeck.operate.token")
                .doesNotContain("Bearer");
    }
}
