package dev.tapedeck.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/** A Kafka broker of a test's own, with settings that the local stack's has not. It ends with this JVM at the latest. */
public final class BrokerProcess implements AutoCloseable {

    private static final Path BROKER = Path.of("local-stack/target/stack/lib/kafka/kafka.jar");

    private final Process process;
    private final Process guardian;

    private BrokerProcess(Process process) {
        this.process = process;
        guardian = guard(process);
    }

    /**
     * Starts it and waits until it is up.
     *
     * @param folder where its data, settings and log go
     * @param port where clients reach it without TLS
     * @param secondPort where it listens with TLS and SASL, unless the settings say otherwise
     * @param settings beside those of the local stack's broker, or in place of them
     */
    public static BrokerProcess start(Path folder, int port, int secondPort, Properties settings) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-jar",
                BROKER.toString(),
                Integer.toString(port),
                folder.resolve("kafka-" + UUID.randomUUID()).toString(),
                "1",
                Integer.toString(secondPort),
                store(folder, settings).toString());
        try {
            Path log = folder.resolve("kafka.log");
            Process process = new ProcessBuilder(command)
                    .redirectError(Redirect.to(log.toFile()))
                    .start();
            BrokerProcess broker = new BrokerProcess(process);
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (!"up".equals(line)) {
                broker.close();
                throw new IllegalStateException("the broker did not start: " + Files.readString(log));
            }
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        guardian.destroyForcibly();
    }

    private static Path store(Path folder, Properties settings) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve("broker.properties").toAbsolutePath();
            try (Writer out = Files.newBufferedWriter(file)) {
                settings.store(out, null);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the broker when this JVM is gone, however it went: the pipe between them ends then. */
    private static Process guard(Process process) {
        try {
            return new ProcessBuilder("sh", "-c", "trap '' HUP INT TERM; read -r line; kill -KILL " + process.pid())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
