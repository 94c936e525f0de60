package dev.tapedeck.bench;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Filled topics drained by the packaged service against a local stack. What starting costs is measured on an empty topic and taken
 * off; warming up is not.
 */
final class Drain {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Path root;
    private final StackAddresses addresses;
    private double startCpu;

    Drain(Path root) {
        this.root = root;
        addresses = LocalStack.shared().addresses();
    }

    /**
     * What a drain took.
     *
     * @param cpuSeconds of the service, without its start
     */
    record Figures(double cpuSeconds, double wallSeconds, double peakMebibytes, long bytes, long messages) {

        double cpuSecondsPerGigabyte() {
            return cpuSeconds * 1e9 / bytes;
        }

        double cpuMicrosPerMessage() {
            return cpuSeconds * 1e6 / messages;
        }
    }

    Figures run(String recording, int partitions, long bytes) throws IOException, InterruptedException {
        if (startCpu == 0) {
            startCpu = drain(recording, 3, 0).cpuSeconds();
        }
        Figures all = drain(recording, partitions, bytes);
        return new Figures(
                all.cpuSeconds() - startCpu, all.wallSeconds(), all.peakMebibytes(), all.bytes(), all.messages());
    }

    private Figures drain(String recording, int partitions, long bytes) throws IOException, InterruptedException {
        String name = "drain-" + partitions + "-" + bytes + "-" + System.nanoTime();
        try (DrainTopic topic = new DrainTopic(name, partitions, addresses.get("kafka.bootstrap.servers"))) {
            topic.fill(Workload.messages(recording), bytes);
            long begin = System.nanoTime();
            try (ServiceProcess service = new ServiceProcess(root, Variant.fastJar(root), addresses, name, 10)) {
                service.awaitReady();
                while (!topic.drained()) {
                    service.check(System.nanoTime() - begin < LIMIT.toNanos(), "has not drained " + name);
                    Thread.sleep(100);
                }
                return new Figures(
                        service.cpuSeconds(),
                        (System.nanoTime() - begin) / 1e9,
                        service.peakMebibytes(),
                        topic.bytes(),
                        topic.messages());
            }
        }
    }

    /** Alone: {@code recording partitions megabytes}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Drain drain = new Drain(Path.of(System.getProperty("basedir", ".")));
        for (int i = 0; i + 2 < arguments.length; i += 3) {
            Figures figures = drain.run(
                    arguments[i], Integer.parseInt(arguments[i + 1]), Long.parseLong(arguments[i + 2]) * 1_000_000);
            System.out.println(figures + " cpu-s/GB " + figures.cpuSecondsPerGigabyte() + " start " + drain.startCpu);
        }
        System.exit(0);
    }
}
