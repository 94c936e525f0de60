package dev.tapedeck.bench;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.Codec;
import dev.tapedeck.session.block.SessionBlock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One operation is one batch. What counts is in {@link Counters}: bytes of bodies and CPU time of the thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class HotPathBenchmark {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Param({"rrweb", "posthog-js"})
    public String recording = "";

    /** What an iteration did. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Counters {
        public long bytes;
        public long cpuNanos;
        public long allocated;
        private long cpuBefore;
        private long allocatedBefore;

        @Setup(Level.Iteration)
        public void begin() {
            cpuBefore = THREADS.getCurrentThreadCpuTime();
            allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        }

        @TearDown(Level.Iteration)
        public void end() {
            cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuBefore;
            allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        }
    }

    private Workload workload = Workload.of("rrweb");
    private final HotPath snappy = new HotPath(BlockCodec.SNAPPY, false);
    private final HotPath zstd = new HotPath(BlockCodec.ZSTD, false);
    private final HotPath unwrapped = new HotPath(BlockCodec.ZSTD, true);
    private final Codec snappyCodec = new Codec(HotPath.settings(BlockCodec.SNAPPY, false));
    private final Codec zstdCodec = new Codec(HotPath.settings(BlockCodec.ZSTD, false));
    private List<List<byte[]>> lines = List.of();
    private List<List<byte[]>> unwrappedLines = List.of();
    private int cut;

    @Setup(Level.Trial)
    public void load() {
        workload = Workload.of(recording);
        lines = workload.cuts().stream().map(each -> lines(zstd, each)).toList();
        unwrappedLines =
                workload.cuts().stream().map(each -> lines(unwrapped, each)).toList();
    }

    private static List<byte[]> lines(HotPath path, Workload.Cut cut) {
        List<byte[]> lines = new ArrayList<>();
        for (SessionBlock block : path.encode(cut, 0, 1)) {
            byte[] bytes = Arrays.copyOf(block.bytes(), block.length());
            lines.add(Zstd.decompress(bytes, Math.toIntExact(block.facts().rawBytes())));
        }
        return lines;
    }

    @Benchmark
    public void scanner(Counters counters) {
        Workload.Cut next = workload.nextCut();
        for (InboundMessage message : next.messages()) {
            zstd.scan(message);
        }
        counters.bytes += next.bytes();
    }

    @Benchmark
    public void hotPathSnappy(Counters counters) {
        run(snappy, counters);
    }

    @Benchmark
    public void hotPathZstd(Counters counters) {
        run(zstd, counters);
    }

    @Benchmark
    public void hotPathZstdUnwrap(Counters counters) {
        run(unwrapped, counters);
    }

    @Benchmark
    public long codecSnappy(Counters counters) {
        return compress(snappyCodec, lines, counters);
    }

    @Benchmark
    public long codecZstd(Counters counters) {
        return compress(zstdCodec, lines, counters);
    }

    @Benchmark
    public long codecZstdUnwrap(Counters counters) {
        return compress(zstdCodec, unwrappedLines, counters);
    }

    private void run(HotPath path, Counters counters) {
        Workload.Cut next = workload.nextCut();
        path.giveBack(path.encode(next, workload.firstCopy(), workload.copies()));
        counters.bytes += next.bytes() * workload.copies();
    }

    private long compress(Codec codec, List<List<byte[]>> cuts, Counters counters) {
        long stored = 0;
        for (byte[] block : cuts.get(cut)) {
            stored += codec.compress(block);
        }
        counters.bytes += workload.cuts().get(cut).bytes();
        cut = (cut + 1) % cuts.size();
        return stored;
    }
}
