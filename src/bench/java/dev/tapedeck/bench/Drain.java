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
    private final Variant variant;
    private final StackAddresses addresses;
    private double startCpu;

    /** @param variant how the service is packaged */
    Drain(Path root, Variant variant) {
        this.root = root;
        this.variant = variant;
        addresses = LocalStack.shared().addresses();
    }

    /**
     * What a drain took.
     *
     * @param cpuSeconds of the service, without its start
     * @param warmCpuSeconds of the service, for each message of the latter half: what warming up costs is over by then
     */
    record Figures(
            double cpuSeconds,
            double warmCpuSeconds,
            double wallSeconds, double peakMebibytes, long bytes, long messages) {

        double cpuSecondsPerGigabyte() {
            return cpuSeconds * 1e9 / bytes;
        }

        double warmCpuSecondsPerGigabyte() {
            return warmCpuSeconds * 1e9 * messages / bytes;
        }

        double cpuMicrosPerMessage() {
            return cpuSeconds * 1e6 / messages;
        }

        double warmCpuMicrosPerMessage() {
            return warmCpuSeconds * 1e6;
        }
    }

    Figures run(String recording, int partitions, long bytes) throws IOException, InterruptedException {
        if (startCpu == 0) {
            startCpu = drain(recording, 3, 0).cpuSeconds();
        }
        Figures all = drain(recording, partitions, bytes);
        return new Figures(
                all.cpuSeconds() - startCpu,
                all.warmCpuSeconds(),
                all.wallSeconds(), all.peakMebibytes(), all.bytes(), all.messages());
    }

    /** CPU seconds for a gigabyte out of three partitions, the start included. */
    double whole(String recording, long bytes) throws IOException, InterruptedException {
        return drain(recording, 3, bytes).cpuSecondsPerGigabyte();
    }

    private Figures drain(String recording, int partitions, long bytes) throws IOException, InterruptedException {
        String name = "drain-" + partitions + "-" + bytes + "-" + System.nanoTime();
        try (DrainTopic topic = new DrainTopic(name, partitions, addresses.get("kafka.bootstrap.servers"))) {
            topic.fill(Workload.messages(recording), bytes);
            long begin = System.nanoTime();
            try (ServiceProcess service = new ServiceProcess(root, variant, addresses, name, 10)) {
                service.awaitReady();
                long warm = await(service, topic, topic.messages() / 2, begin);
                double warmCpu = service.cpuSeconds();
                long all = await(service, topic, topic.messages(), begin);
                double cpu = service.cpuSeconds();
                return new Figures(
                        cpu,
                        (cpu - warmCpu) / Math.max(1, all - warm),
                        (System.nanoTime() - begin) / 1e9,
                        service.peakMebibytes(),
                        topic.bytes(),
                        topic.messages());
            }
        }
    }

    /** Returns how many messages are committed, once there are as many as these. */
    private static long await(ServiceProcess service, DrainTopic topic, long messages, long begin)
            throws InterruptedException {
        long committed = topic.committed();
        while (committed < messages) {
            boolean late = System.nanoTime() - begin > LIMIT.toNanos();
            service.check(!late, late ? "has committed " + committed + " of " + messages + ": " + topic.behind() : "");
            Thread.sleep(100);
            committed = topic.committed();
        }
        return committed;
    }

    /** Alone: {@code recording partitions megabytes}, by the executable if there is one, else by the jar. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("basedir", "."));
        Drain drain = new Drain(root, Variant.packaged(root).getLast());
        for (int i = 0; i + 2 < arguments.length; i += 3) {
            Figures figures = drain.run(
                    arguments[i], Integer.parseInt(arguments[i + 1]), Long.parseLong(arguments[i + 2]) * 1_000_000);
            System.out.println(figures + " cpu-s/GB " + figures.cpuSecondsPerGigabyte() + " warm " + figures.warmCpuSecondsPerGigabyte() + " start " + drain.startCpu);
        }
        System.exit(0);
    }
}
