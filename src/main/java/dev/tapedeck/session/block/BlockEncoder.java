package dev.tapedeck.session.block;

import dev.tapedeck.runtime.Bugs;
import dev.tapedeck.scan.unwrap.Unwrapper;
import dev.tapedeck.session.recorder.BufferPool;
import dev.tapedeck.session.recorder.CompressedEvents;
import dev.tapedeck.session.recorder.SessionRecorder;
import dev.tapedeck.telemetry.OperatorMessage;
import java.util.zip.CRC32C;
import org.jboss.logging.Logger;

/**
 * Encodes a session's lines as a block. Keeps the context of its codec and its working arrays for the next block, unless an array has
 * become very large. One thread at a time.
 */
public final class BlockEncoder implements AutoCloseable {

    /**
     * What batches may hold and encoding may take of the heap. Encoding needs at once: the lines of a session, their concatenation, the
     * same with fields decompressed, and the block.
     *
     * @param fullBytes a batch is full once one session has this many bytes of lines
     * @param toldBytes a batch is full once the facts of its sessions take this many bytes: they stay in memory until the rows are
     *     written, and whoever finishes the batch after a crash reads them from the index
     * @param aloneBytes sessions with more bytes of lines are encoded one at a time
     * @param restorableBytes longer lines keep their compressed fields
     * @param restoredBytes how much longer decompressed fields may make a block's lines. Bytes that are inflated for events that cannot
     *     be restored count too. The events beyond the limit stay compressed
     */
    public record Limits(long fullBytes, long toldBytes, long aloneBytes, long restorableBytes, int restoredBytes) {

        /** As JSON this is at most three times as much, which an index may have with the last message. */
        private static final long MOST_TOLD_BYTES = 48 << 20;

        private static final long MOST_RESTORED_BYTES = 32 << 20;

        /** @param heapBytes the largest heap of the process */
        public static Limits of(long heapBytes) {
            long full = Math.min(heapBytes / 16, SessionRecorder.MOST_BYTES / 2);
            long told = Math.min(heapBytes / 12, MOST_TOLD_BYTES);
            int restored = (int) Math.min(heapBytes / 32, MOST_RESTORED_BYTES);
            return new Limits(full, told, heapBytes / 64, full, restored);
        }
    }

    private static final byte[] NOTHING = {};
    private static final Logger LOG = Logger.getLogger(BlockEncoder.class);

    /** Longer working arrays are not kept: few blocks need them. */
    private static final int KEEP_BYTES = 4 << 20;

    /** The unwrapper reads this many bytes behind an event. */
    private static final int SLACK = 8;

    private final Limits limits;
    private final BlockCodec codec;
    private final Compressor compressor;
    private final BufferPool pool;
    private final CRC32C crc = new CRC32C();
    private Unwrapper unwrapper = new Unwrapper();
    private final boolean unwrap;
    private byte[] lines = NOTHING;
    private byte[] output = NOTHING;

    /**
     * @param zstdLevel the level of zstd, if that is the codec
     * @param unwrap whether compressed fields are restored before encoding
     */
    public BlockEncoder(BlockCodec codec, int zstdLevel, boolean unwrap, Limits limits, BufferPool pool) {
        this.limits = limits;
        this.codec = codec;
        this.unwrap = unwrap;
        compressor = switch (codec) {
            case ZSTD -> new ZstdFrames(zstdLevel);
            case SNAPPY -> new SnappyBlocks();
        };
        this.pool = pool;
    }

    public SessionBlock encode(SessionRecorder recorder) {
        int length = recorder.lines().length();
        lines = room(lines, length + SLACK);
        recorder.lines().copyTo(lines);
        boolean wrapped = recorder.wrapped().size() > 0 && length <= limits.restorableBytes();
        if (unwrap && wrapped && isRestored(recorder, length)) {
            return compress(recorder, unwrapper.text(), unwrapper.length());
        }
        return compress(recorder, lines, length);
    }

    /** Whether the unwrapper now holds the restored lines. A bug must not keep the block, and its whole batch, from being written. */
    private boolean isRestored(SessionRecorder recorder, int length) {
        try {
            restore(recorder.wrapped(), length);
            return true;
        } catch (RuntimeException | Error bug) {
            Bugs.isolate(bug);
            OperatorMessage.NOT_RESTORED.logWithCause(
                    LOG, bug, recorder.session().teamId());
            unwrapper = new Unwrapper();
            return false;
        }
    }

    /** Copies the lines into the unwrapper, with their compressed fields restored. */
    private void restore(CompressedEvents events, int length) {
        unwrapper.clear();
        int from = 0;
        int spare = limits.restoredBytes();
        for (int i = 0; i < events.size(); i++) {
            int start = events.start(i);
            int end = events.end(i);
            unwrapper.copy(lines, from, start);
            int before = unwrapper.length();
            long inflatedBefore = unwrapper.inflated();
            boolean restored = unwrapper.unwrap(lines, start, end, end - start + spare);
            long spent = restored ? unwrapper.length() - before - (end - start) : unwrapper.inflated() - inflatedBefore;
            spare -= Math.clamp(spent, 0, spare);
            from = end;
        }
        unwrapper.copy(lines, from, length);
    }

    private SessionBlock compress(SessionRecorder recorder, byte[] text, int length) {
        output = room(output, compressor.likely(length));
        int compressed = compressor.compress(text, length, output);
        if (compressed == Compressor.NO_ROOM) {
            output = room(output, compressor.bound(length));
            compressed = compressor.compress(text, length, output);
        }
        byte[] bytes = taken(compressed);
        crc.reset();
        crc.update(bytes, 0, compressed);
        SessionBlock block = new SessionBlock(
                recorder.session(),
                recorder.retention(),
                codec,
                bytes,
                compressed,
                (int) crc.getValue(),
                recorder.facts(length),
                recorder.console());
        trim();
        return block;
    }

    /** The block's own array. A large output becomes it if it is mostly full. A very small block gets an array that is not pooled. */
    private byte[] taken(int compressed) {
        byte[] bytes = output;
        if (compressed > KEEP_BYTES && compressed > output.length / 2) {
            output = NOTHING;
            return bytes;
        }
        bytes = compressed <= BufferPool.SMALLEST / 2 ? new byte[compressed] : pool.take(compressed);
        System.arraycopy(output, 0, bytes, 0, compressed);
        return bytes;
    }

    /** Adds spare room for the next block, unless the array is very large. */
    private static byte[] room(byte[] array, int length) {
        return array.length >= length ? array : new byte[length + (length > KEEP_BYTES ? 0 : length / 8)];
    }

    @Override
    public void close() {
        compressor.close();
    }

    private void trim() {
        if (lines.length > KEEP_BYTES || unwrapper.length() > KEEP_BYTES) {
            // The unwrapper refers to the lines, and holds its result.
            unwrapper = new Unwrapper();
        }
        if (lines.length > KEEP_BYTES) {
            lines = NOTHING;
        }
        if (output.length > KEEP_BYTES) {
            output = NOTHING;
        }
    }
}
