/**
 * The ClickHouse engine as a child process of the local stack: libchdb, which is the engine without its server,
 * behind a small HTTP interface that speaks the server's protocol.
 *
 * <p>A request goes {@code QueryHandler} → {@code HttpQuery} and {@code Statement} → {@code ConnectionPool} →
 * {@code EngineConnection} → {@code Chdb}, and its {@code Answer} comes back the same way. What is not there: users,
 * quotas, clusters, sessions (the URL parameter {@code session_id} is ignored).
 */
package dev.tapedeck.localstack.clickhouse;
