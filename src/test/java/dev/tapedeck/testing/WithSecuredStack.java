package dev.tapedeck.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts the service with servers that are reached over TLS only, and with its secrets in a file. */
public final class WithSecuredStack implements QuarkusTestResourceLifecycleManager {

    private static final String SECRETS = "smallrye.config.locations";

    private @Nullable SecuredStack stack;

    @Override
    public Map<String, String> start() {
        SecuredStack started = new SecuredStack();
        stack = started;
        TenantSetUp.run(LocalStack.shared().addresses());
        System.setProperty(SECRETS, started.secrets().toUri().toString());
        Map<String, String> settings = new HashMap<>(started.settings());
        settings.put("tapedeck.session.batch-max-age", "500ms");
        settings.put("quarkus.http.test-port", "0");
        // Requests to the management port go through a client that wants to know of an ordinary one.
        settings.put("quarkus.http.host-enabled", "true");
        settings.put("quarkus.management.test-port", "0");
        return settings;
    }

    @Override
    public void stop() {
        System.clearProperty(SECRETS);
        SecuredStack started = stack;
        if (started != null) {
            started.close();
        }
    }
}
