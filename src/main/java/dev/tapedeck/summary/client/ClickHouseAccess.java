package dev.tapedeck.summary.client;

import com.clickhouse.client.ClickHouseClient;
import com.clickhouse.client.ClickHouseClientBuilder;
import com.clickhouse.client.ClickHouseCredentials;
import com.clickhouse.client.ClickHouseException;
import com.clickhouse.client.ClickHouseNode;
import com.clickhouse.client.ClickHouseNodeSelector;
import com.clickhouse.client.ClickHouseProtocol;
import com.clickhouse.client.ClickHouseRequest;
import com.clickhouse.client.ClickHouseResponse;
import com.clickhouse.client.config.ClickHouseClientOption;
import com.clickhouse.data.ClickHouseFormat;
import dev.tapedeck.summary.SummaryConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Access to ClickHouse. Settings travel in the statements: a proxy on the way may drop parameters of the URL that it does not know.
 * A statement counts as done only after the server has said so at the end of its work.
 *
 * @param client blocks the thread that it is called on
 * @param server the server and its database
 */
public record ClickHouseAccess(ClickHouseClient client, ClickHouseNode server) {

    /** Bytes that a statement may have, names of tables and columns apart: servers take 256 KiB by default. */
    public static final int STATEMENT_BYTES = 200_000;

    /**
     * What every insert needs. The server's own queue of asynchronous inserts knows nothing of tokens. Messages of a hundred days may
     * meet in one batch: what is refused for that would be refused for ever.
     */
    private static final String SETTINGS = " SETTINGS async_insert = 0, max_partitions_per_insert_block = 0,"
            + " insert_deduplicate = 1, deduplicate_blocks_in_dependent_materialized_views = 1,"
            + " insert_deduplication_token = ";

    /** As much of an exception as a log should have. */
    private static final int SHOWN = 2_000;

    private static final int CONNECT_MILLIS = 5_000;

    /** A client of its own. */
    public static ClickHouseAccess of(SummaryConfig.ClickHouse clickhouse) {
        ClickHouseNode server = ClickHouseNode.builder(ClickHouseNode.of(clickhouse.url()))
                .database(clickhouse.database())
                .credentials(ClickHouseCredentials.fromUserAndPassword(
                        clickhouse.user(), clickhouse.password().orElse("")))
                .build();
        ClickHouseClientBuilder client = ClickHouseClient.builder()
                .nodeSelector(ClickHouseNodeSelector.of(ClickHouseProtocol.HTTP))
                .option(ClickHouseClientOption.ASYNC, false)
                .option(ClickHouseClientOption.CONNECTION_TIMEOUT, CONNECT_MILLIS)
                .option(ClickHouseClientOption.SOCKET_KEEPALIVE, true)
                .option(
                        ClickHouseClientOption.SOCKET_TIMEOUT,
                        Math.toIntExact(clickhouse.timeout().toMillis()));
        clickhouse.caCertificates().ifPresent(file -> client.option(ClickHouseClientOption.SSL_ROOT_CERTIFICATE, file));
        return new ClickHouseAccess(client.build(), server);
    }

    /** Passes every row of a query's result to the consumer. Blocks. */
    public void query(String sql, Consumer<AnswerRow> row) throws ClickHouseException {
        try (ClickHouseResponse response = patient(client.read(server).format(ClickHouseFormat.JSONCompact))
                .query(sql + " FORMAT JSONCompact")
                .executeAndWait()) {
            AnswerRow.read(response.getInputStream(), row);
        } catch (IOException e) {
            throw ClickHouseException.of(e, server);
        }
    }

    /**
     * Passes every row that is read from a table to the consumer. Blocks.
     *
     * @throws StatementFailed if the result is not complete; rows that were passed then do not count
     */
    public void read(String table, String sql, Consumer<AnswerRow> row) {
        try {
            query(sql, row);
        } catch (ClickHouseException e) {
            throw new StatementFailed("reading " + table, e);
        }
    }

    /**
     * Inserts rows, unless an insert of this token is among the latest ones. Blocks.
     *
     * @param rows in the format {@code JSONEachRow}
     * @return how many rows the server says that it wrote, with those of views; 0 also where it does not tell, and perhaps where
     *     it has ignored a repeated insert
     * @throws StatementFailed when the server did not say that it is done
     */
    public long insert(String table, String token, InputStream rows) {
        try (ClickHouseResponse response = patient(client.write(server))
                .query("INSERT INTO " + table + SETTINGS + ClickHouseText.quoted(token) + " FORMAT JSONEachRow")
                .format(ClickHouseFormat.JSONEachRow)
                .data(rows)
                .executeAndWait()) {
            expectSilence(response);
            return response.getSummary().getWrittenRows();
        } catch (ClickHouseException e) {
            throw new StatementFailed("inserting into " + table, e);
        }
    }

    /** Runs a statement without a result. Blocks. */
    public void run(ClickHouseNode where, String statement) throws ClickHouseException {
        try (ClickHouseResponse response =
                patient(client.write(where)).query(statement).executeAndWait()) {
            expectSilence(response);
        }
    }

    /** Makes the server respond when its work is done, with the final status. */
    private static <R extends ClickHouseRequest<?>> R patient(R request) {
        request.compressServerResponse(false);
        request.set("wait_end_of_query", 1);
        request.set("send_progress_in_http_headers", 0);
        return request;
    }

    /** A server that has sent status 200 before its work was done can only say in the body that it has failed. */
    private void expectSilence(ClickHouseResponse response) throws ClickHouseException {
        String said;
        try {
            said = new String(response.getInputStream().readNBytes(SHOWN), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ClickHouseException.of(e, server);
        }
        if (!said.isBlank()) {
            throw ClickHouseException.of(said, server);
        }
    }

    /** The server refused a statement or did not respond; the code is ClickHouse's own. */
    public static final class StatementFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public StatementFailed(String what, ClickHouseException cause) {
            super(what + " failed with code " + cause.getErrorCode(), cause);
        }

        /** The server says that it wrote fewer rows than it was given. */
        public StatementFailed(String what, long written, int given) {
            super(what + " wrote " + written + " of " + given + " rows, as the server says");
        }
    }
}
