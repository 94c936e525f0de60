package dev.tapedeck.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Takes traces as a collector does, OTLP over HTTP, and keeps them. */
public final class SpanReceiver implements AutoCloseable {

    private static final String PATH = "/v1/traces";
    private static final int OK = 200;

    private final HttpServer server;
    private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();

    public SpanReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, this::receive);
        server.start();
    }

    /** Where it is. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /** Everything that has come so far, with who sent it. */
    public List<ResourceSpans> received() {
        return received;
    }

    /** All spans that have come so far. */
    public List<Span> spans() {
        return received.stream()
                .flatMap(one -> one.getScopeSpansList().stream())
                .flatMap(one -> one.getSpansList().stream())
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream plain = new ByteArrayInputStream(sent);
                InputStream body = gzip ? new GZIPInputStream(plain) : plain) {
            received.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
        }
        exchange.sendResponseHeaders(OK, -1);
        exchange.close();
    }
}
