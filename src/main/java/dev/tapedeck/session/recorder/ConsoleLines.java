package dev.tapedeck.session.recorder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * A compact, append-only list of console lines. A message may carry hundreds of thousands, and as objects they would take several times
 * the size of the message. Filled by one thread, then read by any.
 */
public final class ConsoleLines extends AbstractList<ConsoleLine> implements RandomAccess {

    private static final int HEAD_BYTES = 1 + Long.BYTES + Long.BYTES + Integer.BYTES + Integer.BYTES;
    private static final int SMALLEST_CHUNK = 256;
    private static final int LARGEST_CHUNK = 64 << 10;
    private static final int FIRST_PLACES = 4;
    private static final long[] NOWHERE = {};
    private static final ConsoleLine.Level[] LEVELS = ConsoleLine.Level.values();

    private final List<ByteBuffer> chunks = new ArrayList<>(0);

    /** For each line the number of its chunk and its position there. */
    private long[] places = NOWHERE;

    private int size;
    private long chunkBytes;

    @Override
    public boolean add(ConsoleLine line) {
        add(line.level(), bytes(line.message()), line.timestampMicros(), line.offset(), line.line());
        return true;
    }

    /** The encoding of texts in this list. */
    static byte[] bytes(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }

    /** @param text well-formed, as {@link #bytes} makes it */
    void add(ConsoleLine.Level level, byte[] text, long micros, long offset, int line) {
        ByteBuffer chunk = chunkFor(HEAD_BYTES + text.length);
        if (size == places.length) {
            places = Arrays.copyOf(places, Math.max(FIRST_PLACES, size + size / 2));
        }
        places[size++] = (long) (chunks.size() - 1) << Integer.SIZE | chunk.position();
        chunk.put((byte) level.ordinal())
                .putLong(micros)
                .putLong(offset)
                .putInt(line)
                .putInt(text.length)
                .put(text);
    }

    @Override
    public ConsoleLine get(int index) {
        ByteBuffer line = at(index);
        ConsoleLine.Level level = LEVELS[line.get()];
        long micros = line.getLong();
        long offset = line.getLong();
        int number = line.getInt();
        byte[] text = new byte[line.getInt()];
        line.get(text);
        return new ConsoleLine(level, new String(text, StandardCharsets.UTF_8), micros, offset, number);
    }

    /** Whether a line has this level and this text. */
    boolean says(int index, ConsoleLine.Level level, byte[] text) {
        ByteBuffer line = at(index);
        int start = line.position();
        if (LEVELS[line.get(start)] != level || line.getInt(start + HEAD_BYTES - Integer.BYTES) != text.length) {
            return false;
        }
        line.position(start + HEAD_BYTES).limit(start + HEAD_BYTES + text.length);
        return line.equals(ByteBuffer.wrap(text));
    }

    @Override
    public int size() {
        return size;
    }

    /** About how many bytes of memory they take. */
    public long heldBytes() {
        return chunkBytes + (long) places.length * Long.BYTES;
    }

    private ByteBuffer at(int index) {
        long place = places[index];
        return chunks.get((int) (place >>> Integer.SIZE)).duplicate().position((int) place);
    }

    private ByteBuffer chunkFor(int bytes) {
        if (chunks.isEmpty() || chunks.getLast().remaining() < bytes) {
            int wanted = (int) Math.clamp(chunkBytes / 2, SMALLEST_CHUNK, LARGEST_CHUNK);
            ByteBuffer chunk = ByteBuffer.allocate(Math.max(bytes, wanted));
            chunks.add(chunk);
            chunkBytes += chunk.capacity();
        }
        return chunks.getLast();
    }
}
