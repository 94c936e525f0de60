package dev.tapedeck.management.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/**
 * Something to ask or to tell.
 *
 * @param path as routes write it: {@code /lanes/:partition}
 * @param call answers, or fails for defects; called on a worker thread
 */
record Endpoint(HttpMethod method, String path, Function<RoutingContext, Uni<Answer>> call) {

    static Endpoint get(String path, Function<RoutingContext, Uni<Answer>> call) {
        return new Endpoint(HttpMethod.GET, path, call);
    }

    static Endpoint post(String path, Function<RoutingContext, Uni<Answer>> call) {
        return new Endpoint(HttpMethod.POST, path, call);
    }
}
