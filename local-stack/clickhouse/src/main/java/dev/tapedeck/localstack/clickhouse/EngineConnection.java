package dev.tapedeck.localstack.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One connection to the engine. It is reused by unrelated requests, so every request first puts database and settings
 * to what it wants, and what an earlier one had set back to the default. Used by one thread at a time.
 */
final class EngineConnection {

    private static final int APPEND_BYTES = 1024 * 1024;
    private static final String NO_OUTPUT = "Null";

    /** An answer is held in memory as a whole, so that an error halfway is still a clean error; hence the bounds. */
    private static final Map<String, String> BASELINE = Map.of(
            "max_result_bytes", Long.toString(512L * 1024 * 1024),
            "max_memory_usage", Long.toString(4L * 1024 * 1024 * 1024));

    private final Chdb chdb;
    private final MemorySegment connection;
    private final Map<String, String> applied = new HashMap<>();
    private String database = "";

    EngineConnection(Chdb chdb, List<String> arguments) {
        this.chdb = chdb;
        this.connection = chdb.connect(arguments);
    }

    void close() {
        chdb.close(connection);
    }

    /**
     * Runs a statement under the given state. {@code data} is read only by an insert that takes its rows from there.
     */
    Answer run(SessionState state, Statement statement, InputStream data) throws IOException {
        Optional<Answer.Refused> refused = enter(state);
        if (refused.isPresent()) {
            return refused.get();
        }
        return switch (statement) {
            case Statement.Query(byte[] sql, String format) -> query(sql, format);
            case Statement.Insert(byte[] sql, String format, InputStream head) -> insert(sql, format, head, data);
        };
    }

    private Optional<Answer.Refused> enter(SessionState state) {
        Optional<Answer.Refused> refused = Optional.empty();
        if (!state.database().equals(database)) {
            refused = command("USE " + SqlText.identifier(state.database()));
            database = refused.isPresent() ? "" : state.database();
        }
        return refused.isPresent() ? refused : set(state);
    }

    private Optional<Answer.Refused> set(SessionState state) {
        Map<String, String> wanted = new TreeMap<>(BASELINE);
        wanted.putAll(state.settings());
        List<String> changes = new ArrayList<>();
        applied.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .forEach(name -> changes.add(name + " = DEFAULT"));
        wanted.forEach((name, value) -> {
            if (!value.equals(applied.get(name))) {
                changes.add(name + " = " + SqlText.literal(value));
            }
        });
        state.parameters().forEach((name, value) -> changes.add("param_" + name + " = " + SqlText.literal(value)));
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        Optional<Answer.Refused> refused = command("SET " + String.join(", ", changes));
        if (refused.isPresent()) {
            wanted.keySet().forEach(this::reset);
        } else {
            applied.clear();
            applied.putAll(wanted);
        }
        return refused;
    }

    /** After a refused SET it is not known which names took effect, and a name may not exist at all. */
    private void reset(String name) {
        command("SET " + name + " = DEFAULT");
        applied.remove(name);
    }

    private Optional<Answer.Refused> command(String sql) {
        return switch (query(sql.getBytes(StandardCharsets.UTF_8), NO_OUTPUT)) {
            case Answer.Refused refused -> Optional.of(refused);
            case Answer.Done(EngineResult result) -> {
                result.close();
                yield Optional.empty();
            }
        };
    }

    private Answer query(byte[] sql, String format) {
        return answer(chdb.query(connection, sql, format));
    }

    private Answer insert(byte[] sql, String format, InputStream head, InputStream data) throws IOException {
        MemorySegment insert = chdb.openInsert(connection, sql, format);
        try {
            String error = chdb.insertError(insert);
            if (error.isEmpty() && append(insert, head) && append(insert, data)) {
                return answer(chdb.finishInsert(insert));
            }
            Answer refused = Answer.Refused.ofEngineText(error.isEmpty() ? chdb.insertError(insert) : error);
            chdb.cancelInsert(insert);
            dropLeftOutput();
            return refused;
        } catch (IOException | RuntimeException e) {
            chdb.cancelInsert(insert);
            throw e;
        } finally {
            chdb.destroyInsert(insert);
        }
    }

    private boolean append(MemorySegment insert, InputStream data) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] piece = new byte[APPEND_BYTES];
            MemorySegment segment = arena.allocate(APPEND_BYTES);
            int length;
            while ((length = data.readNBytes(piece, 0, piece.length)) > 0) {
                MemorySegment.copy(MemorySegment.ofArray(piece), 0, segment, 0, length);
                if (!chdb.append(insert, segment, length)) {
                    return false;
                }
            }
            return true;
        }
    }

    private Answer answer(EngineResult result) {
        String error = result.error();
        if (error.isEmpty()) {
            return new Answer.Done(result);
        }
        result.close();
        dropLeftOutput();
        return Answer.Refused.ofEngineText(error);
    }

    /** The engine keeps what a failed statement had put out, and gives it out in front of the next result. */
    private void dropLeftOutput() {
        chdb.query(connection, "SELECT 1".getBytes(StandardCharsets.UTF_8), NO_OUTPUT)
                .close();
    }
}
