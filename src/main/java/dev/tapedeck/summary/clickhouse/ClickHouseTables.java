package dev.tapedeck.summary.clickhouse;

import com.clickhouse.client.ClickHouseException;
import com.clickhouse.client.ClickHouseNode;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.summary.client.ClickHouseText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Asks ClickHouse what tables it has, and changes them. Blocks. */
public final class ClickHouseTables {

    private static final String ALWAYS_THERE = "system";

    private final ClickHouseAccess clickHouse;

    public ClickHouseTables(ClickHouseAccess clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** Every table and view of the database, by name. */
    Map<String, TableDescription> present() throws ClickHouseException {
        Map<String, Set<String>> columns = new HashMap<>();
        clickHouse.query(
                "SELECT table, name FROM system.columns WHERE database = currentDatabase()",
                row -> columns.computeIfAbsent(row.text(0), table -> new HashSet<>())
                        .add(row.text(1)));
        Map<String, TableDescription> tables = new HashMap<>();
        clickHouse.query(
                "SELECT name, engine, sorting_key, create_table_query FROM system.tables"
                        + " WHERE database = currentDatabase()",
                row -> tables.put(
                        row.text(0),
                        new TableDescription(
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

    /** Runs a statement that answers nothing. */
    void run(String statement) throws ClickHouseException {
        clickHouse.run(clickHouse.server(), statement);
    }
}
