package dev.tapedeck.session;

import dev.tapedeck.runtime.Mailbox;
import dev.tapedeck.session.block.BlockEncoder;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.BufferPool;
import dev.tapedeck.session.recorder.SessionRecorder;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What all open batches of a process share: settings, buffers, encoders, and the threads that encode. Thread-safe. */
public final class OpenBatches {

    /** An eighth of the heap for idle buffers. A smaller pool lets batch memory reach the old generation. */
    private static final int IDLE_SHARE_OF_HEAP = 8;

    private final SessionSettings settings;
    private final BufferPool pool;
    private final BlockEncoder.Limits limits;
    private final Executor executor;
    private final Executor oneAtATime;
    private final ConcurrentLinkedDeque<BlockEncoder> idleEncoders = new ConcurrentLinkedDeque<>();

    /**
     * @param settings how to gather and encode
     * @param executor encodes blocks: worker threads, never an event loop. With {@link SessionSettings#encoders} threads, all lanes
     *     together stay within that number
     */
    public OpenBatches(SessionSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        oneAtATime = new Mailbox(executor);
        long heapBytes = Runtime.getRuntime().maxMemory();
        limits = BlockEncoder.Limits.of(heapBytes);
        pool = new BufferPool(Math.min(settings.batchMaxBytes(), heapBytes / IDLE_SHARE_OF_HEAP));
    }

    /** A new, empty batch for a lane. */
    public OpenBatch open() {
        return open(() -> {});
    }

    /** @param released runs when the batch's lines are given back, perhaps more than once */
    OpenBatch open(Runnable released) {
        return new OpenBatch(this, released);
    }

    /**
     * Takes back the arrays of blocks that have been stored. The blocks must not be read afterwards. Otherwise every array would be
     * garbage.
     */
    public void giveBack(List<SessionBlock> blocks) {
        for (SessionBlock block : blocks) {
            pool.giveBack(block.bytes());
        }
    }

    /** Frees buffers and encoders that no batch uses. */
    void letIdleMemoryGo() {
        pool.letGo();
        for (BlockEncoder idle = idleEncoders.pollLast(); idle != null; idle = idleEncoders.pollLast()) {
            idle.close();
        }
    }

    SessionSettings settings() {
        return settings;
    }

    BufferPool pool() {
        return pool;
    }

    BlockEncoder.Limits limits() {
        return limits;
    }

    /** Encodes sessions. Call once for a batch. */
    CompletableFuture<List<SessionBlock>> encode(List<SessionRecorder> sessions) {
        return new Encoding(sessions).run();
    }

    BlockEncoder takeEncoder() {
        BlockEncoder idle = idleEncoders.pollLast();
        return idle != null
                ? idle
                : new BlockEncoder(settings.codec(), settings.zstdLevel(), settings.unwrap(), limits, pool);
    }

    void giveBack(BlockEncoder encoder) {
        idleEncoders.addLast(encoder);
    }

    /** Closes an encoder that has failed: it is not used again. */
    private void withEncoder(Consumer<BlockEncoder> work) {
        BlockEncoder encoder = takeEncoder();
        boolean sound = false;
        try {
            work.accept(encoder);
            sound = true;
        } finally {
            if (sound) {
                giveBack(encoder);
            } else {
                encoder.close();
            }
        }
    }

    /**
     * Encodes the sessions of one batch in several tasks, one for each encoder. Each task takes the largest session that is left, so that no
     * task begins a large one at the end.
     */
    private final class Encoding {

        private final List<SessionRecorder> recorders;
        private final int[] bySize;
        private final AtomicReferenceArray<SessionBlock> blocks;
        private final AtomicInteger drawn = new AtomicInteger();

        Encoding(List<SessionRecorder> recorders) {
            this.recorders = recorders;
            blocks = new AtomicReferenceArray<>(recorders.size());
            bySize = IntStream.range(0, recorders.size())
                    .boxed()
                    .sorted(Comparator.comparing(i -> -recorders.get(i).lines().length()))
                    .mapToInt(i -> i)
                    .toArray();
        }

        CompletableFuture<List<SessionBlock>> run() {
            int alone = alone();
            drawn.set(alone);
            int tasks = Math.min(settings.encoders(), recorders.size() - alone);
            Stream<CompletableFuture<?>> large = IntStream.range(0, alone)
                    .mapToObj(next -> CompletableFuture.runAsync(
                            () -> withEncoder(encoder -> encode(bySize[next], encoder)), oneAtATime));
            Stream<CompletableFuture<?>> others = IntStream.range(0, tasks)
                    .mapToObj(task -> CompletableFuture.runAsync(() -> withEncoder(this::draw), executor));
            return CompletableFuture.allOf(Stream.concat(large, others).toArray(CompletableFuture<?>[]::new))
                    .thenApply(done -> IntStream.range(0, blocks.length())
                            .mapToObj(blocks::get)
                            .toList());
        }

        /** How many of the largest sessions need so much memory that only one may be encoded at a time. */
        private int alone() {
            long limit = limits.aloneBytes();
            return (int) recorders.stream()
                    .filter(recorder -> recorder.lines().length() > limit)
                    .count();
        }

        private void draw(BlockEncoder encoder) {
            for (int next = drawn.getAndIncrement(); next < bySize.length; next = drawn.getAndIncrement()) {
                encode(bySize[next], encoder);
            }
        }

        private void encode(int session, BlockEncoder encoder) {
            blocks.set(session, encoder.encode(recorders.get(session)));
        }
    }
}
