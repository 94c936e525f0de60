package dev.tapedeck.readback;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** ClickHouse as a reader sees it. */
public final class ClickHouse {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final StackAddresses addresses;

    public ClickHouse(StackAddresses addresses) {
        this.addresses = addresses;
    }

    /**
     * The rows that this query selects.
     *
     * @param parameters values for the query's {@code {name:Type}}
     */
    public List<JsonNode> select(String sql, Map<String, String> parameters) throws IOException, InterruptedException {
        StringBuilder address = new StringBuilder(addresses.get("clickhouse.url"))
                .append("/?output_format_json_quote_64bit_integers=0&database=")
                .append(addresses.get("clickhouse.database"));
        parameters.forEach((name, value) ->
                address.append("&param_").append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.toString()))
                .POST(HttpRequest.BodyPublishers.ofString(sql + " FORMAT JSONEachRow"))
                .build();
        HttpResponse<String> response = answer(request);
        if (response.statusCode() != OK) {
            throw new IOException("ClickHouse refuses a query: " + response.body());
        }
        List<JsonNode> rows = new ArrayList<>();
        for (String line : response.body().split("\n")) {
            if (!line.isEmpty()) {
                rows.add(Event.JSON.readTree(line));
            }
        }
        return rows;
    }

    /** Waits for the whole answer; the limit that a request can have ends with the answer's head. */
    private HttpResponse<String> answer(HttpRequest request) throws IOException, InterruptedException {
        try {
            return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("ClickHouse cannot be asked: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("ClickHouse has not answered within " + LIMIT.toSeconds() + " s", e);
        }
    }
}
