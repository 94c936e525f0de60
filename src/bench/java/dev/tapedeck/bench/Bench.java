package dev.tapedeck.bench;

import dev.tapedeck.scan.snapshot.ComparedBodies;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.SessionBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures everything in one go and prints one JSON line per figure. {@code -Drecordings=FILE,...} for others than the samples. */
public final class Bench {

    /** What is compared takes turns: the machine's speed drifts, and one process of the peer's differs from the next by a fifth. */
    private static final int ROUNDS = 3;

    private static final int PEERS_A_ROUND = 2;

    /** Every value that was taken, by figure and recording. */
    private final Map<String, List<Double>> values = new HashMap<>();

    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        String given = System.getProperty("recordings", "");
        List<String> recordings = given.isEmpty() ? List.of("rrweb", "posthog-js") : List.of(given.split(","));
        Bench bench = new Bench();
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.printf("round %d of %d%n", round, ROUNDS);
            bench.runPeers(recordings);
            bench.jmh(recordings);
        }
        for (String recording : recordings) {
            bench.take("peer-algorithm-in-java", recording, new PeerAlgorithm().measure(Workload.of(recording)));
            bench.printRates(recording);
        }
        openSessions();
        compare();
        for (String recording : recordings) {
            bench.ratios(recording);
            stored(recording);
            bench.drain(recording);
        }
        System.exit(0); // the local stack ends with the process, whatever its client still runs
    }

    private void runPeers(List<String> recordings) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("basedir", "."));
        PeerModel model = PeerModel.install(root.resolve("src/bench/node"), root.resolve("target/peer-model"));
        for (String recording : recordings) {
            Path file = recording.contains(".")
                    ? Path.of(recording)
                    : root.resolve("src/main/resources/recordings/" + recording + ".jsonl.gz");
            for (int i = 0; i < PEERS_A_ROUND; i++) {
                model.measure(file).ifPresent(rate -> take("peer-model", recording, rate));
            }
        }
    }

    private void jmh(List<String> recordings) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(HotPathBenchmark.class.getName())
                        .param("recording", recordings.toArray(String[]::new))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            String figure = name.substring(name.lastIndexOf('.') + 1);
            String recording = result.getParams().getParam("recording");
            for (IterationResult iteration : result.getBenchmarkResults().iterator().next().getIterationResults()) {
                take(figure, recording, counted(iteration, "bytes") / counted(iteration, "cpuNanos") * 1e3);
                take(figure + "-allocation", recording, counted(iteration, "allocated") / counted(iteration, "bytes"));
            }
        }
    }

    private void take(String figure, String recording, double value) {
        values.computeIfAbsent(figure + " " + recording, name -> new ArrayList<>())
                .add(value);
    }

    private void printRates(String recording) {
        List<String> figures = values.keySet().stream()
                .filter(name -> name.endsWith(" " + recording))
                .map(name -> name.substring(0, name.indexOf(' ')))
                .sorted()
                .toList();
        for (String figure : figures) {
            print(figure, recording, rate(figure, recording), figure.endsWith("-allocation") ? "B/B" : "MB/CPU-s");
        }
    }

    private static void openSessions() {
        OpenSessions open = new OpenSessions();
        for (int sessions : new int[] {1_000, 10_000, 100_000}) {
            print("message-" + sessions + "-open-sessions", "generated", open.measure(sessions), "CPU-us");
        }
    }

    /** A million bodies, half of them damaged. {@code -Dcompare.bodies=0} leaves it out. */
    private static void compare() {
        int bodies = Integer.getInteger("compare.bodies", 500_000);
        if (bodies > 0) {
            print("differing-of-" + 2 * bodies + "-bodies", "generated", ComparedBodies.differing(bodies), "bodies");
        }
    }

    private static double counted(IterationResult iteration, String counter) {
        return Objects.requireNonNull(iteration.getSecondaryResults().get(counter), counter)
                .getScore();
    }

    private void ratios(String recording) {
        double node = rate("peer-model", recording);
        double peer = Double.isNaN(node) ? rate("peer-algorithm-in-java", recording) : node;
        for (String path : List.of("hotPathSnappy", "hotPathZstd", "hotPathZstdUnwrap")) {
            String codec = path.replace("hotPath", "codec");
            print(path + "-times-peer", recording, rate(path, recording) / peer, "x");
            print(path + "-over-codec", recording, rate(codec, recording) / rate(path, recording), "x");
        }
    }

    /** The median of all rounds. */
    private double rate(String figure, String recording) {
        double[] taken = values.getOrDefault(figure + " " + recording, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return taken.length == 0 ? Double.NaN : taken[taken.length / 2];
    }

    /** Two gigabytes out of three partitions, and less out of 1, 3 and 128 to compare. {@code -Ddrain.megabytes=0} leaves it out. */
    private void drain(String recording) throws IOException, InterruptedException {
        long bytes = Long.getLong("drain.megabytes", 2_000) * 1_000_000;
        if (bytes == 0) {
            return;
        }
        Path root = Path.of(System.getProperty("basedir", "."));
        Drain drain = new Drain(root, Variant.fastJar(root));
        Drain.Figures all = drain.run(recording, 3, bytes);
        print("drain-cpu", recording, all.cpuSecondsPerGigabyte(), "CPU-s/GB");
        print(
                "drain-over-hot-path",
                recording,
                all.cpuSecondsPerGigabyte() * rate("hotPathZstdUnwrap", recording) / 1e3,
                "x");
        print("drain-cpu-warm", recording, all.warmCpuSecondsPerGigabyte(), "CPU-s/GB");
        print(
                "drain-warm-over-hot-path",
                recording,
                all.warmCpuSecondsPerGigabyte() * rate("hotPathZstdUnwrap", recording) / 1e3,
                "x");
        print("drain-peak-memory", recording, all.peakMebibytes(), "MiB");
        print("drain-wall", recording, all.wallSeconds(), "s");
        floor(recording, root, bytes);
        for (int partitions : new int[] {1, 3, 128}) {
            Drain.Figures some = drain.run(recording, partitions, bytes / 4);
            String figure = "drain-message-" + partitions + "-partitions";
            print(figure, recording, some.cpuMicrosPerMessage(), "CPU-us");
            print(figure + "-warm", recording, some.warmCpuMicrosPerMessage(), "CPU-us");
        }
    }

    /** The service without restoring fields, which the floor does not do either, and with its start, as the floor. */
    private void floor(String recording, Path root, long bytes) throws IOException, InterruptedException {
        double floor = new Drain(root, Variant.floor()).whole(recording, bytes);
        double service = new Drain(root, Variant.fastJar(root).with("-Dtapedeck.session.unwrap=false"))
                .whole(recording, bytes);
        print("floor-cpu", recording, floor, "CPU-s/GB");
        print("drain-cpu-with-start", recording, service, "CPU-s/GB");
        print("drain-over-floor", recording, service / floor, "x");
    }

    /** What is stored, against the direct peer's blocks at the same cuts. */
    private static void stored(String recording) {
        long peer = stored(recording, BlockCodec.SNAPPY, false);
        print("stored-zstd", recording, stored(recording, BlockCodec.ZSTD, false) / (double) peer, "of peer");
        print("stored-zstd-unwrap", recording, stored(recording, BlockCodec.ZSTD, true) / (double) peer, "of peer");
    }

    private static long stored(String recording, BlockCodec codec, boolean unwrap) {
        HotPath path = new HotPath(codec, unwrap);
        return Workload.of(recording).cuts().stream()
                .flatMap(cut -> path.encode(cut, 0, 1).stream())
                .mapToLong(SessionBlock::length)
                .sum();
    }

    private static void print(String figure, String recording, double value, String unit) {
        System.out.printf(
                Locale.ROOT,
                "{\"figure\": \"%s\", \"recording\": \"%s\", \"value\": %.4g, \"unit\": \"%s\"}%n",
                figure,
                Path.of(recording).getFileName(),
                value,
                unit);
    }
}
