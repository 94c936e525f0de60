package dev.tapedeck.localstack.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The engine's answer to one statement, in the engine's memory until it is closed. */
final class EngineResult implements AutoCloseable {

    private static final int COPY_BYTES = 64 * 1024;

    private final Chdb chdb;
    private final MemorySegment handle;

    EngineResult(Chdb chdb, MemorySegment handle) {
        this.chdb = chdb;
        this.handle = handle;
    }

    /** What went wrong; empty when nothing has. */
    String error() {
        return chdb.resultError(handle);
    }

    /** Length of the output in bytes. */
    long length() {
        return chdb.resultBytes(handle).byteSize();
    }

    Summary summary() {
        return chdb.resultSummary(handle);
    }

    void writeTo(OutputStream out) throws IOException {
        MemorySegment bytes = chdb.resultBytes(handle);
        byte[] piece = new byte[(int) Math.min(COPY_BYTES, bytes.byteSize())];
        for (long at = 0; at < bytes.byteSize(); at += piece.length) {
            int length = (int) Math.min(piece.length, bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
            out.write(piece, 0, length);
        }
    }

    @Override
    public void close() {
        chdb.destroyResult(handle);
    }
}
