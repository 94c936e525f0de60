package dev.tapedeck.e2e;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** The same with letters that go out in one transaction with the commit. */
@QuarkusTest
@TestProfile(LargeDeadLetterTransactionsTest.Transactions.class)
class LargeDeadLetterTransactionsTest extends LargeDeadLetterTest {

    public static class Transactions implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("tapedeck.intake.transactions", "true");
        }
    }
}
