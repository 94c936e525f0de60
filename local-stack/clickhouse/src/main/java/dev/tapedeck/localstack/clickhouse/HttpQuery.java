package dev.tapedeck.localstack.clickhouse;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A request as the server's HTTP interface takes it: the statement in the URL or in the body, everything else in URL
 * parameters or headers.
 *
 * @param statement what to run
 * @param data what an insert reads after its statement's text
 * @param state database, settings and query parameters
 * @param blocks whether the answer is to be written in compressed blocks
 * @param id the client's id for the query, or a new one
 */
record HttpQuery(Statement statement, InputStream data, SessionState state, boolean blocks, String id) {

    private static final String PARAMETER_PREFIX = "param_";

    /** @throws IOException when the body cannot be read or decoded */
    static HttpQuery read(HttpExchange exchange) throws IOException {
        UrlParameters url = UrlParameters.of(exchange.getRequestURI());
        Headers headers = exchange.getRequestHeaders();
        InputStream body = body(exchange, url);
        String format = url.or("default_format", header(headers, "X-ClickHouse-Format", ""));
        byte[] text = url.or("query", "").getBytes(StandardCharsets.UTF_8);
        boolean dataApart = url.has("query") && !(Statement.parse(text, true, format) instanceof Statement.Query);
        return new HttpQuery(
                Statement.parse(dataApart ? text : join(text, body), dataApart, format),
                dataApart ? body : InputStream.nullInputStream(),
                state(url, headers),
                url.or("compress", "0").equals("1"),
                url.or("query_id", UUID.randomUUID().toString()));
    }

    private static InputStream body(HttpExchange exchange, UrlParameters url) throws IOException {
        String name = exchange.getRequestHeaders().getFirst("Content-Encoding");
        ContentCoding coding =
                ContentCoding.named(name).orElseThrow(() -> new IOException("unknown content coding " + name));
        InputStream body = coding.decode(exchange.getRequestBody());
        return url.or("decompress", "0").equals("1") ? new BlockInputStream(body) : body;
    }

    private static byte[] join(byte[] text, InputStream body) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(text);
        body.transferTo(whole);
        return whole.toByteArray();
    }

    private static SessionState state(UrlParameters url, Headers headers) {
        Map<String, String> settings = new TreeMap<>();
        Map<String, String> parameters = new TreeMap<>();
        url.settings().forEach((name, value) -> {
            if (name.startsWith(PARAMETER_PREFIX)) {
                parameters.put(name.substring(PARAMETER_PREFIX.length()), value);
            } else {
                settings.put(name, value);
            }
        });
        String database = url.or("database", header(headers, "X-ClickHouse-Database", "default"));
        return new SessionState(database, settings, parameters);
    }

    private static String header(Headers headers, String name, String fallback) {
        String value = headers.getFirst(name);
        return value == null ? fallback : value;
    }
}
