package dev.tapedeck.summary.clickhouse;

import com.clickhouse.client.ClickHouseException;
import com.clickhouse.client.ClickHouseNode;
import dev.tapedeck.summary.clickhouse.TableScripts.Created;
import dev.tapedeck.summary.clickhouse.TableScripts.Table;
import dev.tapedeck.summary.clickhouse.TableScripts.View;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.summary.client.ClickHouseText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables that ClickHouse has: described, created and changed. Blocks. */
final class ClickHouseTables {

    private static final String ALWAYS_THERE = "system";

    private final ClickHouseAccess clickHouse;

    ClickHouseTables(ClickHouseAccess clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** Every table and view of the database, by name. */
    Map<String, Description> present() throws ClickHouseException {
        Map<String, Set<String>> columns = new HashMap<>();
        clickHouse.query(
                "SELECT table, name FROM system.columns WHERE database = currentDatabase()",
                row -> columns.computeIfAbsent(row.text(0), table -> new HashSet<>())
                        .add(row.text(1)));
        Map<String, Description> tables = new HashMap<>();
        clickHouse.query(
                "SELECT name, engine, sorting_key, create_table_query FROM system.tables"
                        + " WHERE database = currentDatabase()",
                row -> tables.put(
                        row.text(0),
                        new Description(
                                row.text(1), row.text(2), row.text(3), columns.getOrDefault(row.text(0), Set.of()))));
        return tables;
    }

    /** Whether the server gets the deduplication token that a statement carries. */
    boolean takesTokens() throws ClickHouseException {
        String token = UUID.randomUUID().toString();
        List<String> arrived = new ArrayList<>();
        clickHouse.query(
                "SELECT getSetting('insert_deduplication_token') SETTINGS insert_deduplication_token = "
                        + ClickHouseText.quoted(token),
                row -> arrived.add(row.text(0)));
        return arrived.equals(List.of(token));
    }

    /** Creates the database unless it is there. */
    void createDatabase(String name) throws ClickHouseException {
        clickHouse.run(
                ClickHouseNode.builder(clickHouse.server())
                        .database(ALWAYS_THERE)
                        .build(),
                "CREATE DATABASE IF NOT EXISTS `" + name + "`");
    }

    /** Runs a statement without a result. */
    void run(String statement) throws ClickHouseException {
        clickHouse.run(clickHouse.server(), statement);
    }

    /**
     * A table or view as ClickHouse has it. Others have tables of the same names, PostHog among them.
     *
     * @param engine its engine, without settings
     * @param sortingKey what it is ordered by; empty when by nothing
     * @param statement the statement that would create it
     * @param columns the names of its columns
     */
    record Description(String engine, String sortingKey, String statement, Set<String> columns) {

        private static final String VIEW_ENGINE = "MaterializedView";

        /** What makes an engine keep copies; Tapedeck's tables may be created that way too. */
        private static final Pattern COPIES = Pattern.compile("^(Replicated|Shared)");

        Description {
            columns = Set.copyOf(columns);
        }

        /** What tells that it is somebody else's, for people; null when it is what we create, or an older one of ours. */
        @Nullable String foreign(Created ours) {
            return switch (ours) {
                case Table table -> foreign(table);
                case View view -> foreign(view);
            };
        }

        /** Whether it ignores an insert whose token is among its latest ones. */
        boolean keepsTokens() {
            return COPIES.matcher(engine).find()
                    || TableScripts.TOKENS.matcher(statement).find();
        }

        /** A column that an older one of ours does not have; null when it has all. */
        @Nullable String lacks(Created ours) {
            return ours.columnNames().stream()
                    .filter(column -> ours instanceof View ? !selects(column) : !columns.contains(column))
                    .findFirst()
                    .orElse(null);
        }

        private boolean selects(String column) {
            return Pattern.compile("\\bAS `?" + column + "\\b")
                    .matcher(statement)
                    .find();
        }

        private @Nullable String foreign(Table ours) {
            if (!COPIES.matcher(engine).replaceFirst("").equals(ours.engine())) {
                return "its engine is " + engine + " and not " + ours.engine();
            }
            if (!sortingKey.equals(ours.sortingKey())) {
                return "it is ordered by (" + sortingKey + ") and not by (" + ours.sortingKey() + ")";
            }
            boolean complete = columns.containsAll(ours.columns().keySet());
            return complete
                    ? null
                    : columns.stream()
                            .filter(column -> !ours.columns().containsKey(column))
                            .sorted()
                            .findFirst()
                            .map(column -> "it has a column " + column)
                            .orElse(null);
        }

        private @Nullable String foreign(View ours) {
            if (!engine.equals(VIEW_ENGINE)) {
                return "its engine is " + engine + " and not " + VIEW_ENGINE;
            }
            return names("TO", ours.target()) && names("FROM", ours.source())
                    ? null
                    : "it does not write rows of " + ours.source() + " to " + ours.target();
        }

        private boolean names(String word, String table) {
            return Pattern.compile("\\b" + word + "\\s+(\\S+\\.)?`?" + table + "(`|\\s|$)")
                    .matcher(statement)
                    .find();
        }
    }
}
