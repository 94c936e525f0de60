package dev.tapedeck.summary.clickhouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The statements that create our tables and views in ClickHouse, and what they create. */
final class TableScripts {

    private static final List<String> FILES = List.of(
            "01-session_recording_blocks.sql",
            "02-session_replay_events.sql",
            "03-log_entries.sql",
            "04-recording_gaps.sql");

    private static final Pattern COMMENT = Pattern.compile("(?m)^--.*$");
    private static final Pattern TABLE =
            Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+)\\s*\\(\\n(.*?)\\n\\)", Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile("(?m)^\\s+(\\w+)\\s+(.+?),?$");
    private static final Pattern VIEW = Pattern.compile(
            "CREATE MATERIALIZED VIEW IF NOT EXISTS (\\w+) TO (\\w+) AS\\s+(.*\\sFROM (\\w+).*)", Pattern.DOTALL);
    private static final Pattern ALIAS = Pattern.compile("\\bAS (\\w+),?$", Pattern.MULTILINE);
    private static final Pattern ENGINE = Pattern.compile("(?m)^ENGINE = (\\w+)");
    /** A setting of tables without copies; those with copies keep tokens by themselves. */
    static final Pattern TOKENS = Pattern.compile("\\bnon_replicated_deduplication_window = [1-9]");

    private static final Pattern SORTING_KEY = Pattern.compile("(?m)^ORDER BY \\((.*)\\)$");

    private final List<String> statements;

    /** What a statement creates. */
    sealed interface Created {

        /** Its name. */
        String name();

        /** Its columns, in order; of a view those that it works out. */
        Set<String> columnNames();
    }

    /**
     * A table.
     *
     * @param engine its engine, without settings
     * @param sortingKey what it is ordered by
     * @param keepsTokens whether it ignores an insert whose token is among its latest ones
     * @param columns its columns with their types, in order
     */
    record Table(String name, String engine, String sortingKey, boolean keepsTokens, Map<String, String> columns)
            implements Created {

        @Override
        public Set<String> columnNames() {
            return columns.keySet();
        }
    }

    /**
     * A view that writes the rows of one table, as it sees them, to another.
     *
     * @param source the one
     * @param target the other
     * @param query what it selects
     */
    record View(String name, String source, String target, String query) implements Created {

        @Override
        public Set<String> columnNames() {
            return ALIAS.matcher(query)
                    .results()
                    .map(alias -> alias.group(1))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    private TableScripts(List<String> statements) {
        this.statements = statements;
    }

    /** Reads the scripts that come with the program. */
    static TableScripts load() {
        List<String> statements = new ArrayList<>();
        for (String file : FILES) {
            for (String statement :
                    COMMENT.matcher(text("/clickhouse/" + file)).replaceAll("").split(";", -1)) {
                if (!statement.isBlank()) {
                    statements.add(statement.strip());
                }
            }
        }
        return new TableScripts(statements);
    }

    /** The statements in their order; each creates one table or view unless it is there. */
    List<String> statements() {
        return statements;
    }

    /** What a statement creates. */
    static Created creates(String statement) {
        Matcher view = VIEW.matcher(statement);
        if (view.find()) {
            return new View(view.group(1), view.group(4), view.group(2), view.group(3));
        }
        Matcher table = TABLE.matcher(statement);
        if (!table.find()) {
            throw new IllegalArgumentException("creates neither table nor view: " + statement);
        }
        Map<String, String> columns = new LinkedHashMap<>();
        Matcher column = COLUMN.matcher(table.group(2));
        while (column.find()) {
            columns.put(column.group(1), column.group(2));
        }
        boolean keepsTokens = TOKENS.matcher(statement).find();
        return new Table(table.group(1), first(ENGINE, statement), first(SORTING_KEY, statement), keepsTokens, columns);
    }

    private static String first(Pattern pattern, String statement) {
        Matcher found = pattern.matcher(statement);
        if (!found.find()) {
            throw new IllegalArgumentException("has no " + pattern + ": " + statement);
        }
        return found.group(1);
    }

    private static String text(String resource) {
        try (InputStream in = TableScripts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program has no " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
