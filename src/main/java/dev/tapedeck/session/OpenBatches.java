package dev.tapedeck.session;

import dev.tapedeck.runtime.Mailbox;
import dev.tapedeck.session.block.BlockEncoder;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.BufferPool;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;

/** What all open batches of a process share: settings, buffers, encoders, and the threads that encode. Thread-safe. */
public final class OpenBatches {

    /** An eighth of the heap for idle buffers. A smaller pool lets batch memory reach the old generation. */
    private static final int IDLE_SHARE_OF_HEAP = 8;

    private final SessionSettings settings;
    private final BufferPool pool;
    private final BlockEncoder.Limits limits;
    private final Executor executor;
    private final Executor alone;
    private final ConcurrentLinkedDeque<BlockEncoder> idleEncoders = new ConcurrentLinkedDeque<>();

    /**
     * @param settings how to gather and encode
     * @param executor encodes blocks: worker threads, never an event loop. With {@link SessionSettings#encoders} threads, all lanes
     *     together stay within that number
     */
    public OpenBatches(SessionSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        alone = new Mailbox(executor);
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

    Executor executor() {
        return executor;
    }

    /** Runs one task of all batches at a time, on threads of {@link #executor}. */
    Executor alone() {
        return alone;
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
}
