package dev.tapedeck.localstack.clickhouse;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;

/** The HTTP content codings that ClickHouse's clients use. */
enum ContentCoding {
    IDENTITY,
    GZIP,
    LZ4,
    ZSTD;

    /** The coding of that name, which may be null for none. */
    static Optional<ContentCoding> named(String name) {
        if (name == null || name.isBlank()) {
            return Optional.of(IDENTITY);
        }
        return Arrays.stream(values())
                .filter(coding -> coding.token().equalsIgnoreCase(name.strip()))
                .findFirst();
    }

    /** The coding that an answer, also one that is an error, is expected in. */
    static ContentCoding ofAnswer(HttpExchange exchange) {
        boolean wanted = UrlParameters.of(exchange.getRequestURI())
                .or("enable_http_compression", "0")
                .equals("1");
        return wanted ? accepted(exchange.getRequestHeaders().getFirst("Accept-Encoding")) : IDENTITY;
    }

    /** The name in HTTP headers. */
    String token() {
        return name().toLowerCase();
    }

    InputStream decode(InputStream in) throws IOException {
        return switch (this) {
            case IDENTITY -> in;
            case GZIP -> new GZIPInputStream(in);
            case LZ4 -> new LZ4FrameInputStream(in);
            case ZSTD -> new ZstdInputStream(in);
        };
    }

    OutputStream encode(OutputStream out) throws IOException {
        return switch (this) {
            case IDENTITY -> out;
            case GZIP -> new GZIPOutputStream(out);
            case LZ4 -> new LZ4FrameOutputStream(out);
            case ZSTD -> new ZstdOutputStream(out);
        };
    }

    /** The first coding of an {@code Accept-Encoding} header, which may be null, that is known here. */
    private static ContentCoding accepted(String header) {
        return Arrays.stream((header == null ? "" : header).split(","))
                .map(item -> item.split(";")[0])
                .flatMap(name -> named(name).stream())
                .findFirst()
                .orElse(IDENTITY);
    }
}
