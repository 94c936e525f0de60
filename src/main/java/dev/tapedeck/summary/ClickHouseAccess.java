package dev.tapedeck.summary;

import com.clickhouse.client.ClickHouseClient;
import com.clickhouse.client.ClickHouseNode;

/**
 * How to reach ClickHouse.
 *
 * @param client blocks the thread that it is called on
 * @param server the server and its database
 */
record ClickHouseAccess(ClickHouseClient client, ClickHouseNode server) {}
