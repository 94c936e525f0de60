package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tapedeck.testing.Broker;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A message that is as large as somebody can make it in some respects.
 *
 * @param session its session, which begins its id
 * @param sizes how large it is in which respect; ordinary in all others
 * @param most about how many bytes its body has at most, which its respects share evenly
 */
record Extreme(String session, Map<Dimension, Integer> sizes, int most) {

    /** A respect in which a stranger chooses the size, with the most that is recorded, or that a body has room for. */
    enum Dimension {
        EVENTS((1 << 20) - 4),
        WINDOW_ID_UNITS(8 << 20),
        SESSION_ID_UNITS(1_024),
        DISTINCT_ID_UNITS(1_000_000),
        URLS(500_000),
        URL_UNITS(16 << 20),
        CONSOLE_LINES(480_000),
        CONSOLE_LINE_UNITS(16 << 20),
        HEADERS(992),
        HEADER_UNITS(1_000),
        DEPTH(6_000_000),
        PACKED_UNITS(60 << 20),
        COMPRESSED_FIELD_UNITS(60 << 20),
        RANDOM_UNITS(1_300_000);

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
    private static final int ORDINARY_EVENTS = 8;
    private static final String RANDOM = random();

    /** Ordinary but for some respects. */
    static Extreme of(String session, Map<Dimension, Integer> sizes, int most) {
        return new Extreme(session, new EnumMap<>(sizes), most);
    }

    /** The message, compressed as capture does it. */
    ProducerRecord<byte[], byte[]> message(long time, BodyWriter out) {
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
        String value = "h".repeat(size(Dimension.HEADER_UNITS, 100));
        for (int i = 0; i < size(Dimension.HEADERS, 0); i++) {
            headers.put("x-" + i, value);
        }
        write(out.clear(), id, person, time);
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>(Broker.RECORDINGS, null, time, id.getBytes(UTF_8), out.gzip());
        headers.forEach((name, text) -> sent.headers().add(name, text.getBytes(UTF_8)));
        return sent;
    }

    private int size(Dimension dimension, int ordinary) {
        return sizes.getOrDefault(dimension, ordinary);
    }

    /** The same where each unit takes so many bytes of the body. */
    private int size(Dimension dimension, int ordinary, int bytes) {
        return Math.min(size(dimension, ordinary), share() / bytes);
    }

    private int share() {
        return (most - 2 * size(Dimension.DISTINCT_ID_UNITS, 0)) / Math.max(1, sizes.size()) - 4_096;
    }

    private void write(BodyWriter out, String id, String person, long time) {
        out.plain("{\"distinct_id\":\"").plain(person).plain("\",\"data\":\"");
        out.quoted("{\"event\":\"$snapshot_items\",\"properties\":{\"$session_id\":\"")
                .quoted(id)
                .quoted("\",\"$window_id\":\"")
                .fill('w', size(Dimension.WINDOW_ID_UNITS, 5, ORDINARY_EVENTS))
                .quoted("\",\"$snapshot_items\":[");
        items(out, time);
        out.quoted("]}}").plain("\"}");
    }

    private void items(BodyWriter out, long time) {
        out.quoted(event(time, 4, "\"href\":\"https://x/\""));
        String small = ",{\"timestamp\":" + time + "}";
        for (int i = 1, end = size(Dimension.EVENTS, 3, small.length() + 2); i < end; i++) {
            out.quoted(small);
        }
        urls(out, time);
        lines(out, time);
        int depth = size(Dimension.DEPTH, 3, 10);
        begin(out, time, 2).quoted("\"node\":");
        for (int i = 0; i < depth; i++) {
            out.plain("{\\\"n\\\":[");
        }
        for (int i = 0; i < depth; i++) {
            out.plain("]}");
        }
        out.plain("}}");
        if (sizes.containsKey(Dimension.RANDOM_UNITS)) {
            random(begin(out, time, 2).quoted("\"t\":\""), size(Dimension.RANDOM_UNITS, 0, 1));
            out.quoted("\"}}");
        }
        if (sizes.containsKey(Dimension.PACKED_UNITS)) {
            BodyWriter event = new BodyWriter()
                    .plain("{\"type\":2,\"timestamp\":" + time + ",\"v\":\"v1\",\"data\":{\"t\":\"")
                    .fill('k', size(Dimension.PACKED_UNITS, 0, 1))
                    .plain("\"}}");
            out.plain(",");
            string(out, event.zlib());
        }
        if (sizes.containsKey(Dimension.COMPRESSED_FIELD_UNITS)) {
            BodyWriter field = new BodyWriter()
                    .plain("{\"t\":\"")
                    .fill('f', size(Dimension.COMPRESSED_FIELD_UNITS, 0))
                    .plain("\"}");
            out.quoted(",{\"type\":2,\"timestamp\":" + time + ",\"cv\":\"2024-10\",\"data\":");
            string(out, field.gzip());
            out.plain("}");
        }
    }

    private void urls(BodyWriter out, long time) {
        int units = size(Dimension.URL_UNITS, URL_UNITS, 1);
        int end = out.length() + share();
        int urls = size(Dimension.URLS, 1);
        for (int i = 0; i == 0 || i < urls && out.length() + units < end; i++) {
            begin(out, time, 4)
                    .quoted("\"href\":\"https://x/" + i)
                    .fill('u', units)
                    .quoted("\"}}");
        }
    }

    private void lines(BodyWriter out, long time) {
        int units = size(Dimension.CONSOLE_LINE_UNITS, CONSOLE_LINE_UNITS, 1);
        int end = out.length() + share();
        int lines = size(Dimension.CONSOLE_LINES, 2);
        for (int i = 0; i == 0 || i < lines && out.length() + units < end; i++) {
            begin(out, time, 6)
                    .quoted("\"plugin\":\"rrweb/console@1\",\"payload\":{\"level\":\"log\",\"payload\":[\"" + i)
                    .fill('c', units)
                    .quoted("\"]}}}");
        }
    }

    private static BodyWriter begin(BodyWriter out, long time, int type) {
        return out.quoted(",{\"type\":" + type + ",\"timestamp\":" + time + ",\"data\":{");
    }

    private static String event(long time, int type, String data) {
        return "{\"type\":" + type + ",\"timestamp\":" + time + ",\"data\":{" + data + "}}";
    }

    /** The bytes as a JSON string of as many characters, in JSON that is itself in a string. */
    private static void string(BodyWriter out, byte[] bytes) {
        StringBuilder text = new StringBuilder(2 * bytes.length);
        JsonStringEncoder.getInstance().quoteAsString(new String(bytes, ISO_8859_1), text);
        out.quoted("\"").quoted(text.toString()).quoted("\"");
    }

    /** Text that cannot be compressed by more than a quarter, as its repetitions are too far from each other. */
    private static void random(BodyWriter out, int units) {
        for (int left = units; left > 0; left -= RANDOM.length()) {
            out.plain(RANDOM.substring(0, Math.min(left, RANDOM.length())));
        }
    }

    private static String random() {
        byte[] bytes = new byte[96 << 10];
        new Random(5).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
