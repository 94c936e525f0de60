package dev.tapedeck.management.http;

import io.vertx.core.json.JsonObject;

/** What a call gets back. */
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
