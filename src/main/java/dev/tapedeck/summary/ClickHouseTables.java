package dev.tapedeck.summary;

import com.clickhouse.client.ClickHouseException;
import com.clickhouse.client.ClickHouseNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Asks ClickHouse what tables it has, and changes them. Blocks. */
final class ClickHouseTables {

    private static final String ALWAYS_THERE = "system";

    private final ClickHouseAccess clickHouse;

    ClickHouseTables(ClickHouseAccess clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** Every table and view of the database, by name. */
    Map<String, PresentTable> present() throws ClickHouseException {
        Map<String, Set<String>> columns = new HashMap<>();
        clickHouse.query(
                "SELECT table, name FROM system.columns WHERE database = currentDatabase()",
                row -> columns.computeIfAbsent(row.getValue(0).asString(), table -> new HashSet<>())
                        .add(row.getValue(1).asString()));
        Map<String, PresentTable> tables = new HashMap<>();
        clickHouse.query(
                "SELECT name, engine, sorting_key, create_table_query FROM system.tables"
                        + " WHERE database = currentDatabase()",
                row -> tables.put(
                        row.getValue(0).asString(),
                        new PresentTable(
                                row.getValue(1).asString(),
                                row.getValue(2).asString(),
                                row.getValue(3).asString(),
                                columns.getOrDefault(row.getValue(0).asString(), Set.of()))));
        return tables;
    }

    /** Creates the database unless it is there. */
    void createDatabase(String name) throws ClickHouseException {
        run(
                ClickHouseNode.builder(clickHouse.server())
                        .database(ALWAYS_THERE)
                        .build(),
                "CREATE DATABASE IF NOT EXISTS `" + name + "`");
    }

    /** Runs a statement that answers nothing. */
    void run(String statement) throws ClickHouseException {
        run(clickHouse.server(), statement);
    }

    private void run(ClickHouseNode where, String statement) throws ClickHouseException {
        clickHouse.client().write(where).query(statement).executeAndWait().close();
    }
}
