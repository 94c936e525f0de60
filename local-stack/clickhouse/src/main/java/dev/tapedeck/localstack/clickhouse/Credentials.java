package dev.tapedeck.localstack.clickhouse;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who a request says it comes from: by URL parameters, by ClickHouse's headers, or by basic authentication. */
record Credentials(String user, String password) {

    private static final String BASIC = "Basic ";

    /** The only user there is: a client set up for another one learns it here rather than in production. */
    static final Credentials DEFAULT = new Credentials("default", "");

    /** @throws IllegalArgumentException when basic authentication is not base64 */
    static Credentials of(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        UrlParameters url = UrlParameters.of(exchange.getRequestURI());
        String basic = headers.getFirst("Authorization");
        if (headers.getFirst("X-ClickHouse-User") != null) {
            String key = headers.getFirst("X-ClickHouse-Key");
            return new Credentials(headers.getFirst("X-ClickHouse-User"), key == null ? "" : key);
        }
        if (basic != null && basic.startsWith(BASIC)) {
            byte[] pair = Base64.getDecoder().decode(basic.substring(BASIC.length()));
            String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
            return new Credentials(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return new Credentials(url.or("user", DEFAULT.user()), url.or("password", DEFAULT.password()));
    }
}
