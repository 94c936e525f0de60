package dev.tapedeck.store.index;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compresses a text while it is written, so that no more than its compressed bytes are ever in memory. One zstd frame that tells
 * how long its content is, as readers of earlier versions ask for it. One thread.
 */
final class IndexFrame extends OutputStream {

    /** So much is compressed and decompressed at once, which is faster. */
    static final int SHORT_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final ZstdCompressCtx context;
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<ByteBuffer> pieces = new ArrayList<>();

    private IndexFrame(ZstdCompressCtx context) {
        this.context = context;
    }

    /**
     * The frame in pieces.
     *
     * @param text writes the same each time that it is called: once to learn how long it is
     */
    static List<ByteBuffer> of(Consumer<OutputStream> text, int level) {
        Length length = new Length();
        text.accept(length);
        if (length.bytes <= SHORT_BYTES) {
            ByteArrayOutputStream all = new ByteArrayOutputStream((int) length.bytes);
            text.accept(all);
            return List.of(ByteBuffer.wrap(Zstd.compress(all.toByteArray(), level)));
        }
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(level);
            context.setPledgedSrcSize(length.bytes);
            IndexFrame frame = new IndexFrame(context);
            text.accept(frame);
            frame.compress(EndDirective.END);
            return frame.pieces;
        }
    }

    /** The text of a frame. */
    static InputStream read(byte[] bytes, int from, int length) throws IOException {
        long size = Zstd.getFrameContentSize(bytes, from, length);
        if (size <= 0 || size > SHORT_BYTES) {
            return new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(bytes, from, length));
        }
        byte[] text = new byte[(int) size];
        long got = Zstd.decompressByteArray(text, 0, text.length, bytes, from, length);
        if (got != size) {
            throw new IOException("the frame is damaged");
        }
        return new ByteArrayInputStream(text);
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        int at = from;
        while (at < from + length) {
            int part = Math.min(from + length - at, input.remaining());
            input.put(bytes, at, part);
            at += part;
            if (!input.hasRemaining()) {
                compress(EndDirective.CONTINUE);
            }
        }
    }

    private void compress(EndDirective directive) {
        input.flip();
        boolean done = false;
        while (!done) {
            boolean flushed = context.compressDirectByteBufferStream(output, input, directive);
            done = directive == EndDirective.END ? flushed : !input.hasRemaining();
            take();
        }
        input.clear();
    }

    private void take() {
        output.flip();
        if (output.hasRemaining()) {
            pieces.add(ByteBuffer.allocate(output.remaining()).put(output).flip());
        }
        output.clear();
    }

    /** Counts bytes. */
    private static final class Length extends OutputStream {

        private long bytes;

        @Override
        public void write(int value) {
            bytes++;
        }

        @Override
        public void write(byte[] array, int from, int length) {
            bytes += length;
        }
    }
}
