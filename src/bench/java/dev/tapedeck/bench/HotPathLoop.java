package dev.tapedeck.bench;

import com.sun.management.ThreadMXBean;
import dev.tapedeck.session.block.BlockCodec;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * The hot path in a plain loop, so that it can be run by the JVM and as a native executable alike: MB of body per CPU second of its
 * thread, median of nine seconds after a warm-up. Arguments: the recordings; {@code rrweb} and {@code posthog-js} without any.
 */
public final class HotPathLoop {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = Integer.getInteger("loop.warm-up", 8);
    private static final int SECONDS = 9;

    private HotPathLoop() {}

    public static void main(String[] arguments) {
        for (String recording : arguments.length == 0 ? new String[] {"rrweb", "posthog-js"} : arguments) {
            Workload workload = Workload.of(recording);
            measure("hotPathSnappy", recording, new HotPath(BlockCodec.SNAPPY, false), workload);
            measure("hotPathZstd", recording, new HotPath(BlockCodec.ZSTD, false), workload);
            measure("hotPathZstdUnwrap", recording, new HotPath(BlockCodec.ZSTD, true), workload);
        }
    }

    private static void measure(String figure, String recording, HotPath path, Workload workload) {
        for (int second = 0; second < WARM_UP; second++) {
            second(path, workload);
        }
        double[] rates = new double[SECONDS];
        for (int second = 0; second < SECONDS; second++) {
            rates[second] = second(path, workload);
        }
        Arrays.sort(rates);
        System.out.printf(
                Locale.ROOT,
                "{\"figure\": \"%s\", \"recording\": \"%s\", \"value\": %.4g, \"unit\": \"MB/CPU-s\"}%n",
                figure,
                recording,
                rates[SECONDS / 2]);
    }

    /** One second of CPU time; its MB. */
    private static double second(HotPath path, Workload workload) {
        long began = THREADS.getCurrentThreadCpuTime();
        long bytes = 0;
        long took = 0;
        while (took < 1_000_000_000) {
            Workload.Cut cut = workload.nextCut();
            path.giveBack(path.encode(cut, workload.firstCopy(), workload.copies()));
            bytes += cut.bytes() * workload.copies();
            took = THREADS.getCurrentThreadCpuTime() - began;
        }
        return bytes * 1e3 / took;
    }
}
