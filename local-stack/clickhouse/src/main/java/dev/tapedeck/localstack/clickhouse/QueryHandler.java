package dev.tapedeck.localstack.clickhouse;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The server's HTTP interface: runs the statement of a request and writes its result, or the error, as the answer. */
final class QueryHandler implements HttpHandler {

    private static final int CANNOT_READ_ALL_DATA = 33;
    private static final int AUTHENTICATION_FAILED = 516;
    private static final long NO_BODY = -1;
    private static final long CHUNKED = 0;
    private static final long UNKNOWN_LENGTH = -1;

    private final ConnectionPool pool;

    QueryHandler(ConnectionPool pool) {
        this.pool = pool;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean greeting = exchange.getRequestMethod().equals("GET")
                    && !UrlParameters.of(exchange.getRequestURI()).has("query");
            if (greeting) {
                text(exchange, 200, "Ok.\n");
            } else if (!Credentials.of(exchange).equals(Credentials.DEFAULT)) {
                refuse(exchange, Answer.Refused.of(AUTHENTICATION_FAILED, "Authentication failed"));
            } else {
                query(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void query(HttpExchange exchange) throws IOException, InterruptedException {
        HttpQuery query;
        Answer answer;
        try {
            query = HttpQuery.read(exchange);
            answer = run(query);
        } catch (IOException e) {
            refuse(exchange, Answer.Refused.of(CANNOT_READ_ALL_DATA, "The request cannot be read: " + e.getMessage()));
            return;
        }
        exchange.getResponseHeaders().set("X-ClickHouse-Query-Id", query.id());
        switch (answer) {
            case Answer.Refused refused -> refuse(exchange, refused);
            case Answer.Done(EngineResult result) -> {
                try (result) {
                    send(exchange, query, result);
                }
            }
        }
    }

    private Answer run(HttpQuery query) throws IOException, InterruptedException {
        EngineConnection connection = pool.take();
        try {
            return connection.run(query.state(), query.statement(), query.data());
        } finally {
            pool.release(connection);
        }
    }

    private static void send(HttpExchange exchange, HttpQuery query, EngineResult result) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-ClickHouse-Summary", result.summary().toJson());
        headers.set("X-ClickHouse-Timezone", "UTC");
        if (query.statement() instanceof Statement.Query(byte[] _, String format)) {
            headers.set("X-ClickHouse-Format", format);
        }
        try (OutputStream coded = open(exchange, 200, query.blocks() ? UNKNOWN_LENGTH : result.length());
                OutputStream out = query.blocks() ? new BlockOutputStream(coded) : coded) {
            result.writeTo(out);
        }
    }

    private static void refuse(HttpExchange exchange, Answer.Refused refused) throws IOException {
        // A client that is still sending would otherwise see a broken connection instead of the answer.
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        exchange.getResponseHeaders().set("X-ClickHouse-Exception-Code", Integer.toString(refused.code()));
        text(exchange, refused.httpStatus(), refused.text() + "\n");
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = open(exchange, status, bytes.length)) {
            out.write(bytes);
        }
    }

    /** Begins the answer; {@code length} is in bytes before any content coding. */
    private static OutputStream open(HttpExchange exchange, int status, long length) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        ContentCoding coding = ContentCoding.ofAnswer(exchange);
        headers.set("Content-Type", "text/plain; charset=UTF-8");
        if (coding != ContentCoding.IDENTITY) {
            headers.set("Content-Encoding", coding.token());
        }
        boolean chunked = coding != ContentCoding.IDENTITY || length == UNKNOWN_LENGTH;
        exchange.sendResponseHeaders(status, chunked ? CHUNKED : length == 0 ? NO_BODY : length);
        return coding.encode(exchange.getResponseBody());
    }
}
