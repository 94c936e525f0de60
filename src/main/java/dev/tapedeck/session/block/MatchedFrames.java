package dev.tapedeck.session.block;

import com.github.luben.zstd.SequenceProducer;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.tapedeck.telemetry.OperatorMessage;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;

/**
 * Zstandard with matches of our own: frames like any others, for every reader. The library asks {@link MatchFinder} for the
 * sequences of one part of a text after the other, and writes them down. Texts of more than 4 MiB, which are rare, are left to
 * the library's own search: while it may ask, a text has to lie outside the heap.
 */
final class MatchedFrames implements Compressor, SequenceProducer {

    private static final Logger LOG = Logger.getLogger(MatchedFrames.class);

    private static final int MOST_BYTES = 4 << 20;
    private static final int LEAST_BYTES = 64 << 10;
    private static final long SEQUENCE_BYTES = Sequences.INTS * Integer.BYTES;
    private static final long NO_ANSWER = -1;

    private final ZstdFrames frames = new ZstdFrames(ZstdFrames.FASTEST);
    private final ZstdCompressCtx context = ZstdFrames.context(ZstdFrames.FASTEST);
    private final MatchFinder finder;
    private final Upcall upcall = Upcall.here();
    private ByteBuffer source = ByteBuffer.allocateDirect(LEAST_BYTES);
    private ByteBuffer target = ByteBuffer.allocateDirect(LEAST_BYTES);

    MatchedFrames(MatchFinder finder) {
        this.finder = finder;
        // Without an answer the library searches by itself: a defect makes a block larger, but keeps no batch from
        // being written.
        context.setSequenceProducerFallback(true);
        context.setSearchForExternalRepcodes(Zstd.ParamSwitch.ENABLE);
    }

    @Override
    public int bound(int length) {
        return frames.bound(length);
    }

    @Override
    public int likely(int length) {
        return frames.likely(length);
    }

    @Override
    public int compress(byte[] input, int length, byte[] output) {
        if (length > MOST_BYTES) {
            return frames.compress(input, length, output);
        }
        int room = Math.min(output.length, bound(length));
        source = withRoom(source, length).put(0, input, 0, length);
        target = withRoom(target, room);
        finder.begin(length);
        // Each time, since the state is the thread's.
        context.registerSequenceProducer(this);
        long text = MemorySegment.ofBuffer(source).address();
        int compressed = ScopedValue.where(
                        Upcall.ASKED,
                        (sequences, capacity, from, bytes) ->
                                answer(input, (int) (from - text), (int) bytes, sequences, capacity))
                .call(() -> ZstdFrames.unlessTooLong(
                        () -> context.compressDirectByteBuffer(target, 0, room, source, 0, length)));
        if (compressed != NO_ROOM) {
            target.get(0, output, 0, compressed);
        }
        return compressed;
    }

    @Override
    public void close() {
        frames.close();
        context.close();
    }

    /** Puts the sequences of a part of the text to where the library wants them. */
    private long answer(byte[] text, int from, int bytes, long address, long capacity) {
        try {
            Sequences found = finder.find(text, from, from + bytes);
            if (found.count() > capacity) {
                return NO_ANSWER;
            }
            long length = found.count() * SEQUENCE_BYTES;
            MemorySegment target = MemorySegment.ofAddress(address).reinterpret(length);
            MemorySegment.copy(MemorySegment.ofArray(found.ints()), 0, target, 0, length);
            return found.count();
        } catch (RuntimeException | Error defect) {
            OperatorMessage.NOT_MATCHED.logWithCause(LOG, defect);
            return NO_ANSWER;
        }
    }

    /** Doubled, since a buffer that is given up is only freed by a collection. */
    private static ByteBuffer withRoom(ByteBuffer buffer, int bytes) {
        return buffer.capacity() >= bytes ? buffer : ByteBuffer.allocateDirect(Integer.highestOneBit(bytes - 1) << 1);
    }

    @Override
    public long getFunctionPointer() {
        return upcall.address();
    }

    @Override
    public long createState() {
        return upcall.state();
    }

    @Override
    public void freeState(long state) {
        // Nothing was made for it.
    }
}
