package dev.tapedeck.session;

import dev.tapedeck.runtime.Mailbox;
import dev.tapedeck.session.block.BlockEncoder;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.BufferPool;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;

/**
 * What all open batches of a process share: settings, buffers, encoders and the threads that encode. Any thread.
 */
public final class OpenBatches {

    /** Half of what all lanes may hold, beside it: with less, more of every batch would be garbage that has grown old. */
    private static final int IDLE_SHARE_OF_HEAP = 8;

    private final SessionSettings settings;
    private final BufferPool pool;
    private final BlockEncoder.Limits limits;
    private final Executor executor;
    private final Executor alone;
    private final ConcurrentLinkedDeque<BlockEncoder> idleEncoders = new ConcurrentLinkedDeque<>();

    /**
     * @param settings how to gather and encode
     * @param executor where blocks are encoded: worker threads, never an event loop; {@link SessionSettings#encoders} of them keep
     *     all lanes together within that number
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

    /** The same, with somebody who is told, perhaps more than once, when its lines are given back. */
    OpenBatch open(Runnable released) {
        return new OpenBatch(this, released);
    }

    /**
     * Takes back the bytes of blocks that have been stored. Optional, but without it every block is garbage. The blocks must not
     * be read afterwards.
     */
    public void giveBack(List<SessionBlock> blocks) {
        for (SessionBlock block : blocks) {
            pool.giveBack(block.bytes());
        }
    }

    /** Leaves buffers and encoders that no batch uses just now to the collector. */
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

    /** Threads of {@link #executor}, for one task of all batches at a time. */
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
