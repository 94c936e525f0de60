package dev.tapedeck.localstack.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/** The settings of a single node that is replicated nowhere and takes messages as large as production does. */
final class NodeSettings {

    /** The largest payload there is. */
    static final int MAX_PAYLOAD_BYTES = 64 << 20;

    /** It, and 1 MiB for what the protocol and headers put around it. */
    private static final int MAX_MESSAGE_BYTES = MAX_PAYLOAD_BYTES + (1 << 20);

    private NodeSettings() {}

    /** Settings for a node whose clients connect to {@code port} on loopback. The controller takes any free port. */
    static Properties of(int port, Path storage) throws IOException {
        Properties settings = new Properties();
        listen(settings, port);
        settings.setProperty("log.dirs", storage.resolve("log").toString());
        acceptLargeMessages(settings);
        replicateNothing(settings);
        stayLight(settings);
        return settings;
    }

    /** Adds a listener that only those reach who know a password, and over TLS: the file says which and how. */
    static void secure(Properties settings, int port, Path file) throws IOException {
        String listener = ",SASL_SSL://127.0.0.1:" + port;
        for (String key : new String[] {"listeners", "advertised.listeners"}) {
            settings.setProperty(key, settings.getProperty(key) + listener);
        }
        String protocols = "listener.security.protocol.map";
        settings.setProperty(protocols, settings.getProperty(protocols) + ",SASL_SSL:SASL_SSL");
        try (InputStream in = Files.newInputStream(file)) {
            settings.load(in);
        }
    }

    private static void listen(Properties settings, int port) throws IOException {
        int controllerPort = freePort();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    }

    private static void acceptLargeMessages(Properties settings) {
        settings.setProperty("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        settings.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        settings.setProperty("socket.request.max.bytes", Integer.toString(2 * MAX_MESSAGE_BYTES));
    }

    private static void replicateNothing(Properties settings) {
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("min.insync.replicas", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "1");
        for (String coordinator : new String[] {"transaction.state.log", "share.coordinator.state.topic"}) {
            settings.setProperty(coordinator + ".replication.factor", "1");
            settings.setProperty(coordinator + ".min.isr", "1");
            settings.setProperty(coordinator + ".num.partitions", "1");
        }
    }

    private static void stayLight(Properties settings) {
        // A killed broker can come back only when its session has run out.
        settings.setProperty("broker.session.timeout.ms", "3000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        // The cleaner takes 128 MB at start unless told otherwise.
        settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    }

    /**
     * From below the ports of outgoing connections, which could take it before the controller does, and above those of the stack's
     * parts, which may be stopped just now.
     */
    private static int freePort() throws IOException {
        for (int tries = 0; tries < 200; tries++) {
            int port = ThreadLocalRandom.current().nextInt(32_000, 32_768);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // The next one, by chance, is another.
            }
        }
        throw new IOException("no free port was found for the controller");
    }
}
