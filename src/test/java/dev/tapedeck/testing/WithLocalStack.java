package dev.tapedeck.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** Starts the service with the addresses of the local stack, and with limits small enough for a test to wait for. */
public final class WithLocalStack implements QuarkusTestResourceLifecycleManager {

    /** What calls to the management port carry. */
    public static final String TOKEN = "token-of-the-end-to-end-tests";

    /** The system property with the management port of the packaged service; not set where the service runs in the test. */
    public static final String PACKAGED_PORT = "tapedeck.packaged.management-port";

    /** One for the whole run: this is started more than once, and service and tests must agree on the port. */
    private static final int MANAGEMENT_PORT = freePort();

    @Override
    public Map<String, String> start() {
        LocalStack stack = LocalStack.shared();
        TenantSetUp.run(stack.addresses());
        Map<String, String> settings = new HashMap<>(stack.addresses().serviceSettings());
        settings.put("tapedeck.session.batch-max-age", "500ms");
        settings.put("tapedeck.intake.retry-max", "1s");
        settings.put("tapedeck.operate.token", TOKEN);
        settings.put("quarkus.http.test-port", "0");
        // Requests to the management port go through a client that wants to know of an ordinary one.
        settings.put("quarkus.http.host-enabled", "true");
        if (Boolean.getBoolean("tapedeck.packaged")) {
            // The packaged service takes the port. What tests have injected is the port that they would take
            // themselves.
            String management = Integer.toString(MANAGEMENT_PORT);
            System.setProperty(PACKAGED_PORT, management);
            settings.put("quarkus.management.port", management);
            settings.put("quarkus.management.test-port", management);
        } else {
            settings.put("quarkus.management.test-port", "0");
        }
        return settings;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stack outlives the service: other tests use it, and it ends with the JVM. */
    @Override
    public void stop() {}
}
