package dev.tapedeck.bench;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the ways to package the service cost: time from the process's start to the first ready answer with all servers up,
 * resident memory then and under load, and CPU. {@code -Dvariants.starts=10}, {@code -Dvariants.seconds=20} (0: without
 * load), {@code -Dvariants.named=native} for one of them alone.
 */
public final class Variants {

    private static final int STARTS = Integer.getInteger("variants.starts", 10);
    private static final int SECONDS = Integer.getInteger("variants.seconds", 20);
    private static final String NAMED = System.getProperty("variants.named", "");
    private static final long BYTES_PER_SECOND = 50_000_000;
    private static final long IDLE_MILLIS = 10_000;
    private static final String RECORDING = "rrweb";

    private final Path root = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
    private final StackAddresses addresses = LocalStack.shared().addresses();

    private Variants() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Variants variants = new Variants();
        for (Variant variant : Variant.packaged(variants.root)) {
            if (!NAMED.isEmpty() && !variant.name().equals(NAMED)) {
                continue;
            }
            variants.starts(variant);
            if (SECONDS > 0) {
                variants.load(variant);
            }
        }
        System.exit(0); // the local stack ends with the process
    }

    private void starts(Variant variant) throws IOException, InterruptedException {
        double[] millis = new double[STARTS];
        double[] idle = new double[STARTS];
        try (DrainTopic topic = topic()) {
            for (int i = 0; i < STARTS; i++) {
                long began = System.nanoTime();
                try (ServiceProcess service = new ServiceProcess(root, variant, addresses, topic.name(), 10)) {
                    millis[i] = (service.firstReady() - began) / 1e6;
                    Thread.sleep(i == 0 ? IDLE_MILLIS : IDLE_MILLIS / 5);
                    idle[i] = service.residentMebibytes();
                }
            }
        }
        print(variant, "ready", median(millis), "ms");
        print(variant, "ready-slowest", Arrays.stream(millis).max().orElseThrow(), "ms");
        print(variant, "resident-idle", idle[0], "MiB");
        print(variant, "resident-idle-most", Arrays.stream(idle).max().orElseThrow(), "MiB");
    }

    /** Sends at a steady rate what the service reads at the same time, and counts all from the first message on. */
    private void load(Variant variant) throws IOException, InterruptedException {
        List<InboundMessage> recording = Workload.messages(RECORDING);
        try (DrainTopic topic = topic();
                ServiceProcess service = new ServiceProcess(root, variant, addresses, topic.name(), 10)) {
            service.awaitReady();
            double cpu = service.cpuSeconds();
            long began = System.nanoTime();
            for (int second = 1; second <= SECONDS; second++) {
                topic.fill(recording, second * BYTES_PER_SECOND);
                long ahead = began + second * 1_000_000_000L - System.nanoTime();
                Thread.sleep(Math.max(0, ahead / 1_000_000));
            }
            double rate = topic.bytes() / ((System.nanoTime() - began) / 1e3);
            while (topic.committed() < topic.messages()) {
                service.check(true, "");
                Thread.sleep(100);
            }
            print(variant, "sent", rate, "MB/s");
            print(variant, "resident-under-load", service.peakMebibytes(), "MiB");
            print(variant, "throughput", topic.bytes() / 1e6 / (service.cpuSeconds() - cpu), "MB/CPU-s");
        }
    }

    private DrainTopic topic() throws InterruptedException {
        return new DrainTopic("variants-" + System.nanoTime(), 3, addresses.get("kafka.bootstrap.servers"));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static void print(Variant variant, String figure, double value, String unit) {
        System.out.printf(
                Locale.ROOT,
                "{\"variant\": \"%s\", \"figure\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"}%n",
                variant.name(),
                figure,
                value,
                unit);
    }
}
