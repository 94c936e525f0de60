package dev.tapedeck.summary;

import com.clickhouse.client.ClickHouseClient;
import com.clickhouse.client.ClickHouseException;
import com.clickhouse.client.ClickHouseNode;
import com.clickhouse.client.ClickHouseResponse;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.data.ClickHouseRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Asks ClickHouse what tables it has, and changes them. Blocks. */
final class ClickHouseTables {

    private static final String ALWAYS_THERE = "system";

    private final ClickHouseClient client;
    private final ClickHouseNode server;

    ClickHouseTables(ClickHouseClient client, ClickHouseNode server) {
        this.client = client;
        this.server = server;
    }

    /** Every table and view of the database, by name. */
    Map<String, PresentTable> present() throws ClickHouseException {
        Map<String, Set<String>> columns = new HashMap<>();
        ask(
                "SELECT table, name FROM system.columns WHERE database = currentDatabase()",
                row -> columns.computeIfAbsent(row.getValue(0).asString(), table -> new HashSet<>())
                        .add(row.getValue(1).asString()));
        Map<String, PresentTable> tables = new HashMap<>();
        ask(
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

    private void ask(String query, Consumer<ClickHouseRecord> row) throws ClickHouseException {
        try (ClickHouseResponse response = client.read(server)
                .format(ClickHouseFormat.RowBinaryWithNamesAndTypes)
                .query(query)
                .executeAndWait()) {
            response.records().forEach(row);
        }
    }

    /** Creates the database unless it is there. */
    void createDatabase(String name) throws ClickHouseException {
        run(
                ClickHouseNode.builder(server).database(ALWAYS_THERE).build(),
                "CREATE DATABASE IF NOT EXISTS `" + name + "`");
    }

    /** Runs a statement that answers nothing. */
    void run(String statement) throws ClickHouseException {
        run(server, statement);
    }

    private void run(ClickHouseNode where, String statement) throws ClickHouseException {
        client.write(where).query(statement).executeAndWait().close();
    }
}
