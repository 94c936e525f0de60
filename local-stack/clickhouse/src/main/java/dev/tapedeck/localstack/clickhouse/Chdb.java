package dev.tapedeck.localstack.clickhouse;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The C functions of libchdb that are used here. One instance a process; calls may come from any thread, but a
 * connection takes one call at a time.
 */
final class Chdb {

    private final SymbolLookup symbols;
    private final MethodHandle connect;
    private final MethodHandle closeConnection;
    private final MethodHandle query;
    private final MethodHandle openInsert;
    private final MethodHandle append;
    private final MethodHandle finishInsert;
    private final MethodHandle cancelInsert;
    private final MethodHandle insertError;
    private final MethodHandle destroyInsert;
    private final MethodHandle destroyResult;
    private final MethodHandle resultBuffer;
    private final MethodHandle resultLength;
    private final MethodHandle resultError;
    private final MethodHandle rowsRead;
    private final MethodHandle bytesRead;
    private final MethodHandle rowsWritten;
    private final MethodHandle bytesWritten;

    private Chdb(SymbolLookup symbols) {
        this.symbols = symbols;
        connect = function("chdb_connect", ADDRESS, JAVA_INT, ADDRESS);
        closeConnection = procedure("chdb_close_conn", ADDRESS);
        query = function("chdb_query_n", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
        openInsert = function("chdb_stream_insert_n", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
        append = function("chdb_stream_append", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
        finishInsert = function("chdb_stream_done", ADDRESS, ADDRESS);
        cancelInsert = procedure("chdb_stream_cancel_insert", ADDRESS);
        insertError = function("chdb_stream_insert_error", ADDRESS, ADDRESS);
        destroyInsert = procedure("chdb_destroy_insert_stream", ADDRESS);
        destroyResult = procedure("chdb_destroy_query_result", ADDRESS);
        resultBuffer = function("chdb_result_buffer", ADDRESS, ADDRESS);
        resultLength = function("chdb_result_length", JAVA_LONG, ADDRESS);
        resultError = function("chdb_result_error", ADDRESS, ADDRESS);
        rowsRead = function("chdb_result_storage_rows_read", JAVA_LONG, ADDRESS);
        bytesRead = function("chdb_result_storage_bytes_read", JAVA_LONG, ADDRESS);
        rowsWritten = function("chdb_result_rows_written", JAVA_LONG, ADDRESS);
        bytesWritten = function("chdb_result_bytes_written", JAVA_LONG, ADDRESS);
    }

    /** Loads the library for the rest of the process, and keeps it from taking the JVM's signals. */
    static Chdb load(Path library) {
        Chdb chdb = new Chdb(SymbolLookup.libraryLookup(library, Arena.global()));
        invoke(chdb.procedure("chdb_set_signal_handlers_enabled", JAVA_INT), 0);
        return chdb;
    }

    /**
     * Opens a connection with command-line arguments as {@code clickhouse local} takes them. All connections of a
     * process share the data folder of the first one.
     *
     * @throws IllegalStateException when the engine refuses; it says why on standard error
     */
    MemorySegment connect(List<String> arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ADDRESS, arguments.size());
            for (int i = 0; i < arguments.size(); i++) {
                values.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
            }
            MemorySegment connection = address(connect, arguments.size(), values);
            if (isNull(connection)) {
                throw new IllegalStateException("the engine refused a connection with " + arguments);
            }
            return connection.reinterpret(ADDRESS.byteSize());
        }
    }

    void close(MemorySegment connection) {
        invoke(closeConnection, connection);
    }

    /** Runs one statement to its end. The result is the caller's to close. */
    EngineResult query(MemorySegment connection, byte[] sql, String format) {
        try (Arena arena = Arena.ofConfined()) {
            return new EngineResult(this, call(query, arena, connection, sql, format));
        }
    }

    /** Begins an insert whose data follows in pieces; never null, an error shows in {@link #insertError}. */
    MemorySegment openInsert(MemorySegment connection, byte[] sql, String format) {
        try (Arena arena = Arena.ofConfined()) {
            return call(openInsert, arena, connection, sql, format);
        }
    }

    /** Hands over the first {@code length} bytes of {@code data}; false when the insert has failed. */
    boolean append(MemorySegment insert, MemorySegment data, long length) {
        return (int) invoke(append, insert, data, length) == 0;
    }

    /** Ends the data of an insert and waits until it is written. The result is the caller's to close. */
    EngineResult finishInsert(MemorySegment insert) {
        return new EngineResult(this, address(finishInsert, insert));
    }

    void cancelInsert(MemorySegment insert) {
        invoke(cancelInsert, insert);
    }

    /** What went wrong with an insert; empty when nothing has. */
    String insertError(MemorySegment insert) {
        return text(address(insertError, insert));
    }

    void destroyInsert(MemorySegment insert) {
        invoke(destroyInsert, insert);
    }

    void destroyResult(MemorySegment result) {
        invoke(destroyResult, result);
    }

    MemorySegment resultBytes(MemorySegment result) {
        MemorySegment buffer = address(resultBuffer, result);
        return isNull(buffer) ? MemorySegment.NULL : buffer.reinterpret((long) invoke(resultLength, result));
    }

    String resultError(MemorySegment result) {
        return text(address(resultError, result));
    }

    Summary resultSummary(MemorySegment result) {
        return new Summary(
                (long) invoke(rowsRead, result),
                (long) invoke(bytesRead, result),
                (long) invoke(rowsWritten, result),
                (long) invoke(bytesWritten, result));
    }

    private static Object invoke(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemorySegment call(
            MethodHandle function, Arena arena, MemorySegment connection, byte[] sql, String format) {
        MemorySegment text = arena.allocateFrom(JAVA_BYTE, sql);
        MemorySegment formatName = arena.allocateFrom(format);
        long formatLength = formatName.byteSize() - 1;
        return address(function, connection.get(ADDRESS, 0), text, (long) sql.length, formatName, formatLength);
    }

    private static MemorySegment address(MethodHandle function, Object... arguments) {
        return (MemorySegment) invoke(function, arguments);
    }

    private static boolean isNull(MemorySegment address) {
        return address.address() == 0;
    }

    private static String text(MemorySegment address) {
        return isNull(address) ? "" : address.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.UTF_8);
    }

    private MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments));
    }

    private MethodHandle procedure(String name, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.ofVoid(arguments));
    }

    private MethodHandle link(String name, FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), signature);
    }
}
