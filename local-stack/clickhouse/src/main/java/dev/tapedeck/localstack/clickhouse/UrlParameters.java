package dev.tapedeck.localstack.clickhouse;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of a request's URL; of a name that comes twice, the last value. */
record UrlParameters(Map<String, String> values) {

    /** Parameters that speak to the HTTP interface. All others are settings. */
    private static final Set<String> OF_THE_INTERFACE = Set.of(
            "query",
            "query_id",
            "database",
            "default_format",
            "user",
            "password",
            "quota_key",
            "role",
            "compress",
            "decompress",
            "session_id",
            "session_timeout",
            "session_check",
            "close_session",
            "buffer_size",
            "wait_end_of_query",
            "stacktrace",
            "client_protocol_version");

    static UrlParameters of(URI uri) {
        Map<String, String> values = new LinkedHashMap<>();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return new UrlParameters(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String or(String name, String fallback) {
        return values.getOrDefault(name, fallback);
    }

    Map<String, String> settings() {
        return values.entrySet().stream()
                .filter(entry -> !OF_THE_INTERFACE.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
