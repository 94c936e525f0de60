package dev.tapedeck.summary.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;

/** Rows as ClickHouse's {@code JSONEachRow}, made while they are read, so that few are ever in memory. One thread. */
public final class RowStream extends InputStream {

    /** Writes one row. */
    public interface Row {

        void write(JsonGenerator json) throws IOException;
    }

    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER_BYTES = 64 << 10;

    private final Iterator<Row> rows;
    private final Buffer buffer = new Buffer();
    private final JsonGenerator json;

    public RowStream(Iterator<Row> rows) {
        this.rows = rows;
        try {
            json = JSON.createGenerator(buffer);
        } catch (IOException e) {
            throw new IllegalStateException("a byte array cannot fail", e);
        }
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.next() : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return fill() ? buffer.move(target, from, length) : -1;
    }

    @Override
    public int available() {
        return buffer.left();
    }

    /** Whether there is something to read. */
    private boolean fill() throws IOException {
        if (buffer.left() == 0) {
            buffer.reset();
            while (rows.hasNext() && buffer.size() < BUFFER_BYTES) {
                rows.next().write(json);
                json.flush();
            }
        }
        return buffer.left() > 0;
    }

    /** What is written at its end is read at its beginning. */
    private static final class Buffer extends ByteArrayOutputStream {

        private int read;

        int left() {
            return count - read;
        }

        int next() {
            return buf[read++] & 0xff;
        }

        int move(byte[] target, int from, int length) {
            int moved = Math.min(length, left());
            System.arraycopy(buf, read, target, from, moved);
            read += moved;
            return moved;
        }

        @Override
        public void reset() {
            super.reset();
            read = 0;
        }
    }
}
