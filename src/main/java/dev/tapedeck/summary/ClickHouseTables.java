package dev.tapedeck.summary;

import com.clickhouse.client.ClickHouseClient;
import com.clickhouse.client.ClickHouseException;
import com.clickhouse.client.ClickHouseNode;
import com.clickhouse.client.ClickHouseResponse;
import com.clickhouse.data.ClickHouseFormat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Asks ClickHouse what tables it has, and changes them. Blocks. */
final class ClickHouseTables {

    private static final String ALWAYS_THERE = "system";

    private final ClickHouseClient client;
    private final ClickHouseNode server;

    ClickHouseTables(ClickHouseClient client, ClickHouseNode server) {
        this.client = client;
        this.server = server;
    }

    /** The columns of every table and view of the database. */
    Map<String, Set<String>> columns() throws ClickHouseException {
        try (ClickHouseResponse response = client.read(server)
                .format(ClickHouseFormat.RowBinaryWithNamesAndTypes)
                .query("SELECT table, name FROM system.columns WHERE database = currentDatabase()")
                .executeAndWait()) {
            Map<String, Set<String>> columns = new HashMap<>();
            response.records()
                    .forEach(row -> columns.computeIfAbsent(row.getValue(0).asString(), table -> new HashSet<>())
                            .add(row.getValue(1).asString()));
            return columns;
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
