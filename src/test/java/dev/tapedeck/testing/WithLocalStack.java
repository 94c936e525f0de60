package dev.tapedeck.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** Starts the service with the addresses of the local stack, and with limits small enough for a test to wait for. */
public final class WithLocalStack implements QuarkusTestResourceLifecycleManager {

    /** What calls to the management port carry. */
    public static final String TOKEN = "token-of-the-end-to-end-tests";

    @Override
    public Map<String, String> start() {
        LocalStack stack = LocalStack.shared();
        TenantSetUp.run(stack.addresses());
        Map<String, String> settings = new HashMap<>(stack.addresses().serviceSettings());
        settings.put("tapedeck.session.batch-max-age", "500ms");
        settings.put("tapedeck.intake.retry-max", "1s");
        settings.put("tapedeck.operate.token", TOKEN);
        settings.put("quarkus.http.test-port", "0");
        settings.put("quarkus.management.test-port", "0");
        return settings;
    }

    /** The stack outlives the service: other tests use it, and it ends with the JVM. */
    @Override
    public void stop() {}
}
