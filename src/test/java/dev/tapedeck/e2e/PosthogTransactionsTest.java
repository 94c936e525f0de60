package dev.tapedeck.e2e;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** The same with rows that go out in one transaction with the commit. */
@QuarkusTest
@TestProfile(PosthogTransactionsTest.Transactions.class)
class PosthogTransactionsTest extends PosthogProfileTest {

    public static class Transactions extends Posthog {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("tapedeck.intake.transactions", "true", "tapedeck.intake.take-over", "true");
        }
    }
}
