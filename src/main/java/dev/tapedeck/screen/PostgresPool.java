package dev.tapedeck.screen;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the pool of connections to Postgres with the limits that configuration has no keys for.
 *
 * <p>A query that times out does not give its connection back. The limit on reading does: it closes a connection that says
 * nothing, with or without a query. A connection at rest is given up before that limit can meet a query that has just begun. So a
 * place in the pool is free again within that limit, and waiting for a place needs no limit of its own. (The client's own one logs
 * an error when the connection was refused meanwhile.)
 *
 * <p>A pooler of transactions, such as PgBouncer, gives every transaction another connection to the server. So no statement is
 * left on a connection: each is parsed anew with its execution.
 */
@Singleton
class PostgresPool implements PgPoolCreator {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** How long a connection may be at rest, and how often that is looked at. */
    private static final Duration REST = Duration.ofSeconds(5);

    private static final Duration CLEANING = Duration.ofSeconds(1);

    /** PgBouncer refuses it. It is about numbers with a fraction, of which none is read. */
    private static final String UNWANTED = "extra_float_digits";

    private final Duration readLimit;

    PostgresPool(ScreenConfig config) {
        this.readLimit = REST.plus(CLEANING).plus(config.postgresTimeout().multipliedBy(2));
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(this::bound);
        return PgBuilder.pool()
                .with(bound(input.poolOptions()))
                .connectingTo(List.copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    private void bound(PgConnectOptions options) {
        options.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
        options.setReadIdleTimeout(Math.toIntExact(readLimit.toMillis()));
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setTcpKeepAlive(true);
        options.setCachePreparedStatements(false);
        options.setUseLayer7Proxy(true);
        options.getProperties().remove(UNWANTED);
    }

    private static PoolOptions bound(PoolOptions options) {
        return options.setIdleTimeout(Math.toIntExact(REST.toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setPoolCleanerPeriod(Math.toIntExact(CLEANING.toMillis()));
    }
}
