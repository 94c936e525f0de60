package dev.tapedeck.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;

/**
 * Bodies out of a seed: most of them snapshots, spelled in every way that JSON allows at both levels, with keys missing, repeated
 * or of the wrong kind here and there.
 */
public final class BodyGenerator {

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "9",
            "12",
            "3.0",
            "3e0",
            "30e-1",
            "0.3E+1",
            "1795440754195",
            "1795440754195.5",
            "1e400",
            "-1e400",
            "1e-400",
            "9007199254740993",
            "8640000000000000",
            "8640000000000000.1",
            "8640000000000001",
            "864e13",
            "2147483647",
            "2147483648",
            "1234567890123456789012345",
            "0.000000000000000000001",
            "-1",
            "1.50",
            "1600000000000.123456789",
            "123456789012345.6");
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "web",
            "screenshot",
            "rrweb/console@1",
            "$snapshot_items",
            "warn",
            " https://example.com/ü ",
            "\u00a0\ufeff",
            "x\"y",
            "back\\slash",
            "line\nfeed",
            "tab\t",
            "\u0001",
            "/",
            "é",
            "ÿÿÿÿÿÿÿÿÿ",
            "日本語テキスト",
            "😀😀",
            "\ud800",
            "\udc00",
            "\ud800x",
            "a\udfff\ud83d",
            "\u2028",
            "\u007f\u0080",
            "\u0000",
            "01234567",
            "0123456789abcdef",
            "plain text that is a good deal longer than a word",
            "aé日😀aé日😀aé日😀");
    private static final List<String> NAMES = List.of(
            "type",
            "data",
            "timestamp",
            "cv",
            "source",
            "href",
            "payload",
            "plugin",
            "level",
            "wireframes",
            "adds",
            "updates",
            "wireframe",
            "id",
            "event",
            "properties",
            "$snapshot_items",
            "$session_id",
            "distinct_id",
            "x",
            "");

    private final Random random;
    private final boolean plain;

    public BodyGenerator(Random random) {
        this.random = random;
        plain = random.nextInt(3) == 0;
    }

    public byte[] body() {
        String inner = document();
        StringBuilder out = new StringBuilder(space(true)).append('{');
        String extra = one(8) ? member("data", one(2) ? value(1) : outerString(document())) + "," : "";
        if (one(2)) {
            extra += member("uuid", value(1)) + ",";
        }
        String distinctId = one(30) ? "" : member("distinct_id", one(20) ? value(1) : string(pick(TEXTS)));
        String data = one(50) ? "" : member("data", outerString(inner));
        out.append(extra);
        out.append(distinctId);
        if (!distinctId.isEmpty() && !data.isEmpty()) {
            out.append(',');
        }
        out.append(data);
        if (one(2) && !data.isEmpty()) {
            out.append(',').append(member(pick(NAMES), value(2)));
        }
        out.append('}').append(space(true));
        return out.toString().replace("\ud800", "?").getBytes(StandardCharsets.UTF_8);
    }

    private String document() {
        String event = one(30) ? value(1) : string("$snapshot_items");
        String properties = one(30) ? value(2) : properties();
        return shuffledObject(
                new String[] {"event", "properties", one(3) ? pick(NAMES) : "other"},
                new String[] {event, properties, value(1)});
    }

    private String properties() {
        return shuffledObject(
                new String[] {"$snapshot_items", "$session_id", "$window_id", "$snapshot_source", "$lib", pick(NAMES)},
                new String[] {
                    one(30) ? value(2) : items(),
                    one(20) ? value(1) : string(pick(TEXTS)),
                    one(20) ? value(0) : one(3) ? pick(NUMBERS) : string(pick(TEXTS)),
                    value(0),
                    value(0),
                    value(2)
                });
    }

    private String items() {
        StringBuilder out = new StringBuilder("[");
        int count = one(60) ? 150 : random.nextInt(4);
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ",")
                    .append(space(false))
                    .append(one(12) ? value(2) : one(12) ? packed() : item())
                    .append(space(false));
        }
        return out.append(']').toString();
    }

    /** An event as rrweb's packer makes a string of it. */
    private String packed() {
        String event = shuffledObject(new String[] {"v", "type", "timestamp", "data"}, new String[] {
            one(8) ? value(1) : string("v1"),
            pick(List.of("2", "3", "6", "4")),
            one(6) ? value(1) : pick(NUMBERS),
            one(8) ? value(2) : data()
        });
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(zlib)) {
            deflated.write(event.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return string(zlib.toString(StandardCharsets.ISO_8859_1));
    }

    private String item() {
        return shuffledObject(new String[] {"type", "timestamp", "data", one(4) ? "cv" : pick(NAMES)}, new String[] {
            one(6) ? value(1) : pick(List.of("2", "3", "6", "4")),
            one(6) ? value(1) : pick(NUMBERS),
            one(8) ? value(2) : data(),
            value(1)
        });
    }

    private String data() {
        return shuffledObject(
                new String[] {"source", "type", "href", "payload", "plugin", "wireframes", "adds", "updates"},
                new String[] {
                    one(4) ? value(1) : pick(List.of("0", "2", "5")),
                    value(0),
                    value(0),
                    one(3) ? value(2) : payload(),
                    one(2) ? value(0) : string("rrweb/console@1"),
                    wireframes(false),
                    wireframes(true),
                    wireframes(true)
                });
    }

    private String payload() {
        return shuffledObject(
                new String[] {"href", "level", "payload"},
                new String[] {value(0), value(0), "[" + value(0) + "," + value(1) + "," + string(pick(TEXTS)) + "]"});
    }

    private String wireframes(boolean held) {
        if (one(3)) {
            return value(2);
        }
        String frame = shuffledObject(
                new String[] {"id", "type"}, new String[] {value(0), one(2) ? string("screenshot") : value(0)});
        return "[" + value(1) + "," + (held ? "{" + member("wireframe", frame) + "}" : frame) + "]";
    }

    private String shuffledObject(String[] names, String[] values) {
        StringBuilder out = new StringBuilder("{").append(space(false));
        boolean first = true;
        int offset = plain ? 0 : random.nextInt(names.length);
        for (int k = 0; k < names.length; k++) {
            int i = (k + offset) % names.length;
            int repeats = one(25) ? 0 : one(25) ? 2 : 1;
            for (int r = 0; r < repeats; r++) {
                out.append(first ? "" : ",").append(member(names[i], r == 0 ? values[i] : value(2)));
                first = false;
            }
        }
        return out.append('}').toString();
    }

    private String member(String name, String value) {
        return space(false) + string(name) + space(false) + ":" + space(false) + value + space(false);
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0, 1 -> pick(NUMBERS);
            case 2, 3 -> string(pick(TEXTS));
            case 4 -> pick(List.of("true", "false", "null"));
            case 5 -> {
                StringBuilder out = new StringBuilder("{").append(space(false));
                int members = random.nextInt(4);
                for (int i = 0; i < members; i++) {
                    out.append(i == 0 ? "" : ",").append(member(pick(NAMES), value(depth - 1)));
                }
                yield out.append('}').toString();
            }
            default -> {
                StringBuilder out = new StringBuilder("[").append(space(false));
                int elements = random.nextInt(4);
                for (int i = 0; i < elements; i++) {
                    out.append(i == 0 ? "" : ",").append(value(depth - 1)).append(space(false));
                }
                yield out.append(']').toString();
            }
        };
    }

    /** A JSON string, each character spelled in one of the ways it can be. */
    private String string(String text) {
        return quoted(text, plain ? 0 : 12);
    }

    /** The inner document as a string; a line feed can only stand in it escaped. */
    private String outerString(String text) {
        return quoted(text, plain || one(2) ? 0 : 40);
    }

    private String quoted(String text, int escapeOneIn) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int letter = "\"\\/\b\f\n\r\t".indexOf(c);
            boolean lone = Character.isSurrogate(c) && !paired(text, i);
            boolean must = c < ' ' || c == '"' || c == '\\' || lone;
            if (must || (escapeOneIn > 0 && one(escapeOneIn) && !Character.isSurrogate(c))) {
                out.append('\\');
                out.append(
                        letter >= 0 && !one(10)
                                ? "" + "\"\\/bfnrt".charAt(letter)
                                : String.format(one(2) ? "u%04x" : "u%04X", (int) c));
            } else if (escapeOneIn > 0 && one(escapeOneIn) && Character.isHighSurrogate(c)) {
                out.append(String.format("\\u%04x\\u%04x", (int) c, (int) text.charAt(++i)));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private String space(boolean always) {
        return plain || !(always || one(6)) ? "" : pick(List.of("", " ", "\n", "\r\n", "\t", "   \n  "));
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
