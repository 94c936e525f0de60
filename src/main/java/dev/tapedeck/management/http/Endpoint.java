package dev.tapedeck.management.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call of the management port: a question or an order.
 *
 * @param path as routes write it: {@code /lanes/:partition}
 * @param call returns the answer, or fails if there is a bug; called on a worker thread
 */
record Endpoint(HttpMethod method, String path, Function<RoutingContext, Uni<Answer>> call) {

    private static final int MOST_DIGITS = 10;

    static Endpoint get(String path, Function<RoutingContext, Uni<Answer>> call) {
        return new Endpoint(HttpMethod.GET, path, call);
    }

    static Endpoint post(String path, Function<RoutingContext, Uni<Answer>> call) {
        return new Endpoint(HttpMethod.POST, path, call);
    }

    /** What a caller receives. */
    record Answer(int status, String contentType, JsonObject body) {

        static final int OK = 200;
        static final int BAD_REQUEST = 400;
        static final int FORBIDDEN = 403;
        static final int NOT_FOUND = 404;
        static final int METHOD_NOT_ALLOWED = 405;
        static final int TOO_LARGE = 413;
        static final int SERVER_ERROR = 500;
        static final int UNAVAILABLE = 503;

        private static final String PROBLEM = "application/problem+json";

        static Answer ok(JsonObject body) {
            return new Answer(OK, "application/json", body);
        }

        /** A problem as RFC 9457 describes it. */
        static Answer problem(int status, String title, String detail) {
            return new Answer(
                    status,
                    PROBLEM,
                    new JsonObject()
                            .put("type", "about:blank")
                            .put("title", title)
                            .put("status", status)
                            .put("detail", detail));
        }

        static Answer badRequest(String detail) {
            return problem(BAD_REQUEST, "Bad Request", detail);
        }
    }

    /** Endpoints about one subject. */
    interface Group {

        List<Endpoint> endpoints();
    }

    /** The number that this text is, if it is one of plain digits in this range; else -1. */
    static int number(@Nullable String text, int least, int most) {
        if (text == null || text.isEmpty() || text.length() > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number < least || number > most ? -1 : (int) number;
    }
}
