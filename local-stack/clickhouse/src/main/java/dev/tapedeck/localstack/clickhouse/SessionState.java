package dev.tapedeck.localstack.clickhouse;

import java.util.Map;

/**
 * What a request wants to be set while its statement runs.
 *
 * @param database the database of unqualified table names
 * @param settings names and values of settings
 * @param parameters names, without {@code param_}, and values of query parameters
 */
record SessionState(String database, Map<String, String> settings, Map<String, String> parameters) {}
