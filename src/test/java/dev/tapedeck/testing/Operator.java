package dev.tapedeck.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** Asks and tells the service on its management port. */
public final class Operator {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final @Nullable String authorization;

    private Operator(URI base, @Nullable String authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    /** One that has the token of the tests. @param anything on the management port */
    public static Operator at(URI anything) {
        return new Operator(anything.resolve("/"), "Bearer " + WithLocalStack.TOKEN);
    }

    /** The same with this header instead, or without. */
    public Operator with(@Nullable String header) {
        return new Operator(base, header);
    }

    /**
     * An answer.
     *
     * @param json the body as JSON
     */
    public record Reply(int status, String contentType, JsonNode json) {}

    public Reply get(String path) {
        return call("GET", path);
    }

    public Reply post(String path) {
        return call("POST", path);
    }

    public Reply call(String method, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).method(method, BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            JsonNode json = type.contains("json") ? JSON.readTree(response.body()) : JSON.createObjectNode();
            return new Reply(response.statusCode(), type, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
