package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.summary.clickhouse.TableScripts.Created;
import dev.tapedeck.summary.clickhouse.TableScripts.Table;
import dev.tapedeck.summary.clickhouse.TableScripts.View;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table or view as ClickHouse has it. Others have tables of the same names, PostHog among them.
 *
 * @param engine its engine, without settings
 * @param sortingKey what it is ordered by; empty when by nothing
 * @param statement the statement that would create it
 * @param columns the names of its columns
 */
record TableDescription(String engine, String sortingKey, String statement, Set<String> columns) {

    private static final String VIEW_ENGINE = "MaterializedView";

    /** What makes an engine keep copies; Tapedeck's tables may be created that way too. */
    private static final Pattern COPIES = Pattern.compile("^(Replicated|Shared)");

    TableDescription {
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
        return Pattern.compile("\\bAS `?" + column + "\\b").matcher(statement).find();
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
