package dev.tapedeck.management.http;

import dev.tapedeck.management.http.Endpoint.Answer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What can be asked and told, as OpenAPI describes it. */
@Singleton
class OpenApiEndpoint implements Endpoint.Group {

    static final String RESOURCE = "openapi/operate.json";

    private final JsonObject description = read();

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/openapi", call -> Uni.createFrom().item(Answer.ok(description))));
    }

    static JsonObject read() {
        try (InputStream file = Thread.currentThread().getContextClassLoader().getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("the program lacks its resource " + RESOURCE);
            }
            return new JsonObject(Buffer.buffer(file.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
