package dev.tapedeck.summary;

import com.clickhouse.client.ClickHouseClient;
import com.clickhouse.client.ClickHouseException;
import com.clickhouse.client.ClickHouseNode;
import com.clickhouse.client.ClickHouseRequest;
import com.clickhouse.client.ClickHouseResponse;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.data.ClickHouseRecord;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How to reach ClickHouse.
 *
 * @param client blocks the thread that it is called on
 * @param server the server and its database
 */
record ClickHouseAccess(ClickHouseClient client, ClickHouseNode server) {

    /** Bytes that a statement may have: those that name hundreds of sessions are longer than the server's own bound, 256 KiB. */
    private static final int MAX_QUERY_SIZE = 4 << 20;

    /** Hands on every row of a query's answer. Blocks. */
    void query(String sql, Consumer<ClickHouseRecord> row) throws ClickHouseException {
        query(sql, Map.of(), row);
    }

    /** The same as {@link #read(String, String, Map, Consumer)}, with the server's own settings. */
    void read(String table, String sql, Consumer<ClickHouseRecord> row) {
        read(table, sql, Map.of(), row);
    }

    /**
     * Hands on every row of what is read from a table. Blocks.
     *
     * @param settings of the server, for this query
     * @throws StatementFailed when it cannot be read
     */
    void read(String table, String sql, Map<String, Integer> settings, Consumer<ClickHouseRecord> row) {
        try {
            query(sql, settings, row);
        } catch (ClickHouseException e) {
            throw new StatementFailed("reading " + table, e);
        }
    }

    private void query(String sql, Map<String, Integer> settings, Consumer<ClickHouseRecord> row)
            throws ClickHouseException {
        ClickHouseRequest<?> request = client.read(server).format(ClickHouseFormat.RowBinaryWithNamesAndTypes);
        request.set("max_query_size", MAX_QUERY_SIZE);
        settings.forEach(request::set);
        try (ClickHouseResponse response = request.query(sql).executeAndWait()) {
            response.records().forEach(row);
        }
    }
}
