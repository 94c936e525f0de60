package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tapedeck.testing.Broker;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A message that is as large as somebody can make it in some respects.
 *
 * @param session its session, which begins its id
 * @param sizes how large it is in which respect; ordinary in all others
 */
record Extreme(String session, Map<Dimension, Integer> sizes) {

    /** A respect in which a stranger chooses the size, with about the most that a message of a megabyte can carry. */
    enum Dimension {
        EVENTS(900_000),
        WINDOW_ID_UNITS(60_000),
        SESSION_ID_UNITS(1_024),
        DISTINCT_ID_UNITS(200_000),
        URLS(10_000),
        URL_UNITS(100_000),
        CONSOLE_LINES(380_000),
        CONSOLE_LINE_UNITS(400_000),
        HEADERS(900),
        DEPTH(200_000),
        PACKED_UNITS(24 << 20),
        COMPRESSED_FIELD_UNITS(24 << 20);

        private final int bound;

        Dimension(int bound) {
            this.bound = bound;
        }

        int bound() {
            return bound;
        }
    }

    private static final int CONSOLE_LINE_UNITS = 10;
    private static final int URL_UNITS = 40;
    private static final int GZIP_BUFFER = 64 << 10;

    /** Ordinary but for some respects. */
    static Extreme of(String session, Map<Dimension, Integer> sizes) {
        return new Extreme(session, new EnumMap<>(sizes));
    }

    private int size(Dimension dimension, int ordinary) {
        return sizes.getOrDefault(dimension, ordinary);
    }

    /** The message, compressed as capture does it. */
    ProducerRecord<byte[], byte[]> message(long time) {
        String id = session + "i".repeat(Math.max(0, size(Dimension.SESSION_ID_UNITS, 0) - session.length()));
        String person = "p".repeat(size(Dimension.DISTINCT_ID_UNITS, 10));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("token", "phc_local_test_token");
        headers.put("distinct_id", person);
        headers.put("session_id", id);
        headers.put("event", "$snapshot_items");
        headers.put("timestamp", Long.toString(time));
        headers.put("now", Instant.ofEpochMilli(time).toString());
        headers.put("content-encoding", "gzip");
        for (int i = 0; i < size(Dimension.HEADERS, 0); i++) {
            headers.put("x-" + i, "h".repeat(500));
        }
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(Broker.RECORDINGS, null, time, id.getBytes(UTF_8), body(id, person, time));
        headers.forEach((name, value) -> sent.headers().add(name, value.getBytes(UTF_8)));
        return sent;
    }

    private byte[] body(String id, String person, long time) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes, GZIP_BUFFER)) {
            out.write(("{\"distinct_id\":\"" + person + "\",\"data\":\"").getBytes(UTF_8));
            OutputStream inner = new Escaping(out);
            write(
                    inner,
                    "{\"event\":\"$snapshot_items\",\"properties\":{\"$session_id\":\"" + id + "\",\"$window_id\":\""
                            + "w".repeat(size(Dimension.WINDOW_ID_UNITS, 5)) + "\",\"$snapshot_items\":[");
            items(inner, time);
            write(inner, "]}}");
            out.write("\"}".getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void items(OutputStream out, long time) throws IOException {
        write(out, event(time, 4, "\"href\":\"https://x/\""));
        for (int i = 1; i < size(Dimension.EVENTS, 3); i++) {
            write(out, ",{\"timestamp\":" + (time + i % 1_000) + "}");
        }
        String path = "u".repeat(size(Dimension.URL_UNITS, URL_UNITS));
        for (int i = 0; i < size(Dimension.URLS, 1); i++) {
            write(out, "," + event(time, 4, "\"href\":\"https://x/" + i + path + "\""));
        }
        String text = "c".repeat(size(Dimension.CONSOLE_LINE_UNITS, CONSOLE_LINE_UNITS));
        for (int i = 0; i < size(Dimension.CONSOLE_LINES, 2); i++) {
            write(
                    out,
                    ","
                            + event(
                                    time,
                                    6,
                                    "\"plugin\":\"rrweb/console@1\",\"payload\":{\"level\":\"log\",\"payload\":[\"" + i
                                            + text + "\"]}"));
        }
        int depth = size(Dimension.DEPTH, 3);
        write(out, "," + event(time, 2, "\"node\":" + "{\"n\":[".repeat(depth) + "]}".repeat(depth)));
        if (sizes.containsKey(Dimension.PACKED_UNITS)) {
            packed(out, event(time, 2, "\"t\":\"" + "k".repeat(size(Dimension.PACKED_UNITS, 0)) + "\""));
        }
        if (sizes.containsKey(Dimension.COMPRESSED_FIELD_UNITS)) {
            write(out, ",{\"type\":2,\"timestamp\":" + time + ",\"cv\":\"2024-10\",\"data\":");
            ByteArrayOutputStream field = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(field)) {
                write(gzip, "{\"t\":\"" + "f".repeat(size(Dimension.COMPRESSED_FIELD_UNITS, 0)) + "\"}");
            }
            quoted(out, field.toByteArray());
            write(out, "}");
        }
    }

    private static void packed(OutputStream out, String event) throws IOException {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (OutputStream deflated = new DeflaterOutputStream(zlib)) {
            write(deflated, event.substring(0, event.length() - 1) + ",\"v\":\"v1\"}");
        }
        write(out, ",");
        quoted(out, zlib.toByteArray());
    }

    /** The bytes as a JSON string of as many characters. */
    private static void quoted(OutputStream out, byte[] bytes) throws IOException {
        write(
                out,
                '"' + new String(JsonStringEncoder.getInstance().quoteAsString(new String(bytes, ISO_8859_1))) + '"');
    }

    private static String event(long time, int type, String data) {
        return "{\"type\":" + type + ",\"timestamp\":" + time + ",\"data\":{" + data + "}}";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }

    /** JSON inside of a JSON string. */
    private static final class Escaping extends FilterOutputStream {

        Escaping(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            byte[] escaped = new byte[2 * length];
            int at = 0;
            for (int i = from; i < from + length; i++) {
                if (bytes[i] == '"' || bytes[i] == '\\') {
                    escaped[at++] = '\\';
                }
                escaped[at++] = bytes[i];
            }
            out.write(escaped, 0, at);
        }
    }
}
