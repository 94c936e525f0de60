package dev.tapedeck.management.http;

import dev.tapedeck.management.http.Endpoint.Answer;
import io.quarkus.arc.All;
import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The routes of the management port. The {@link TokenGuard} protects all but health and metrics, also the routes of Quarkus. Calls run
 * on worker threads.
 */
@Singleton
class ManagementRoutes {

    private static final Logger LOG = Logger.getLogger(ManagementRoutes.class);

    /** Nothing that can be told needs a body; a small one is tolerated. */
    private static final int LARGEST_BODY = 1024;

    private static final Answer FORBIDDEN = Answer.problem(
            Answer.FORBIDDEN,
            "Forbidden",
            "calls need the header Authorization with the bearer token of the configuration");

    private static final Answer BODY_TOO_LARGE =
            Answer.problem(Answer.TOO_LARGE, "Content Too Large", "no body is needed");

    private static final Answer UNREADABLE = Answer.badRequest("the request cannot be read");

    private final List<Endpoint> endpoints;
    private final TokenGuard guard;
    private final PosthogProbes probes;
    private final String health;
    private final String metrics;

    ManagementRoutes(
            @All List<Endpoint.Group> all,
            TokenGuard guard,
            PosthogProbes probes,
            @ConfigProperty(name = "quarkus.management.root-path", defaultValue = "/q") String root) {
        this.endpoints = all.stream().flatMap(some -> some.endpoints().stream()).toList();
        this.guard = guard;
        this.probes = probes;
        String base = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        this.health = base + "/health";
        this.metrics = base + "/metrics";
    }

    void register(@Observes ManagementInterface management) {
        Router router = management.router();
        router.route().order(Integer.MIN_VALUE).handler(this::guard);
        if (probes.has(PosthogProbes.METRICS)) {
            router.get(PosthogProbes.METRICS).handler(call -> call.reroute(metrics));
        }
        for (Endpoint endpoint : endpoints) {
            router.route(endpoint.method(), endpoint.path())
                    .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                    .failureHandler(ManagementRoutes::refused)
                    .handler(call -> answer(endpoint, call));
        }
        endpoints.stream()
                .collect(Collectors.groupingBy(Endpoint::path))
                .forEach((path, there) -> router.route(path).handler(call -> wrongMethod(call, there)));
    }

    /** On an event loop. */
    private void guard(RoutingContext call) {
        String path = path(call);
        if ((path == null || !isOpen(path)) && !guard.admits(call)) {
            send(call, FORBIDDEN);
        } else if (path == null) {
            send(call, Answer.badRequest("the path is not well encoded"));
        } else {
            call.next();
        }
    }

    /** Null when it cannot be decoded: no route can be found for it then. */
    private static @Nullable String path(RoutingContext call) {
        try {
            return call.normalizedPath();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private boolean isOpen(String path) {
        return path.equals(health) || path.startsWith(health + '/') || path.equals(metrics) || probes.has(path);
    }

    private static void answer(Endpoint endpoint, RoutingContext call) {
        if (call.body().length() > LARGEST_BODY) {
            send(call, BODY_TOO_LARGE);
            return;
        }
        Uni.createFrom()
                .deferred(() -> endpoint.call().apply(call))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .subscribe()
                .with(answer -> send(call, answer), failure -> send(call, failed(endpoint, failure)));
    }

    /** A request that the router cannot decode is no bug of ours. */
    private static Answer failed(Endpoint endpoint, Throwable failure) {
        if (failure instanceof HttpException refused && refused.getStatusCode() < Answer.SERVER_ERROR) {
            return UNREADABLE;
        }
        LOG.errorf(failure, "a defect: %s %s has no answer", endpoint.method(), endpoint.path());
        return Answer.problem(Answer.SERVER_ERROR, "Internal Server Error", "the log says more");
    }

    private static void wrongMethod(RoutingContext call, List<Endpoint> there) {
        String allowed = there.stream()
                .map(Endpoint::method)
                .map(HttpMethod::name)
                .sorted()
                .collect(Collectors.joining(", "));
        call.response().putHeader("Allow", allowed);
        send(call, Answer.problem(Answer.METHOD_NOT_ALLOWED, "Method Not Allowed", "only " + allowed));
    }

    private static void refused(RoutingContext call) {
        boolean tooLarge = call.statusCode() == Answer.TOO_LARGE;
        send(call, tooLarge ? BODY_TOO_LARGE : UNREADABLE);
    }

    /** Any thread. */
    private static void send(RoutingContext call, Answer answer) {
        if (call.response().ended()) {
            return;
        }
        Buffer body = answer.body().toBuffer();
        call.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }
}
