package dev.tapedeck.localstack.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * The Kafka child process: formats its storage when it is new, starts the node, creates Tapedeck's topics, and then
 * says {@code up} on standard output. Everything else that is printed goes to standard error. SIGTERM ends it in
 * order.
 *
 * <p>Arguments: client port, storage folder, number of partitions of the recording topics, and, for a second listener with
 * TLS and SASL, its port and a file with the settings that it needs.
 */
public final class KafkaServer {

    /** Fixed, so that storage kept from an earlier start is known again. */
    private static final String CLUSTER_ID = "dGFwZWRlY2stbG9jYWwtMQ";

    private KafkaServer() {}

    /** Runs until the process is ended; an error at start ends it with a stack trace and status 1. */
    public static void main(String[] arguments) throws Exception {
        PrintStream launcher = System.out;
        System.setOut(System.err);
        int port = Integer.parseInt(arguments[0]);
        Path storage = Path.of(arguments[1]);
        int partitions = Integer.parseInt(arguments[2]);

        Properties settings = NodeSettings.of(port, storage);
        if (arguments.length > 3) {
            NodeSettings.secure(settings, Integer.parseInt(arguments[3]), Path.of(arguments[4]));
        }
        format(settings, storage);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        Topics.create("127.0.0.1:" + port, partitions);

        launcher.println("up");
        server.awaitShutdown();
    }

    private static void format(Properties settings, Path storage) throws IOException {
        Files.createDirectories(storage);
        Path file = storage.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        String[] command = {"format", "-t", CLUSTER_ID, "-c", file.toString(), "--ignore-formatted"};
        int status = StorageTool.execute(command, System.err);
        if (status != 0) {
            throw new IOException("the storage in " + storage + " could not be formatted, status " + status);
        }
    }
}
