package dev.tapedeck.scan.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactJsonTest {

    private static final String[] SCALARS = {
        "0", "1", "10", "-1", "0.5", "-0", "1e400", "12E-3", "9007199254740993", "true", "false", "null"
    };
    private static final String[] PIECES = {
        "a", "text ", "{", "}", "[", "]", ",", ":", "\\\"", "\\\\", "\\n", "\\u00e9", "\\ud800", "ü", "→", "😀", "\\/",
        "'", "\u007f"
    };
    private static final byte[] DAMAGE =
            "{}[],:\"\\0123456789.-+eEtrufalsn \n\0\t/\u007f".getBytes(StandardCharsets.US_ASCII);

    private final CompactJson compact = new CompactJson();
    private final PlainJson plain = new PlainJson();
    private final Random random = new Random(11);

    @Test
    void acceptsWhatIsCompactAndNothingElse() {
        int good = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] text = value(2 + random.nextInt(5)).getBytes(StandardCharsets.UTF_8);
            assertThat(agrees(text)).isEqualTo(text[0] == '{' || text[0] == '[');
            for (int damage = random.nextInt(3); damage >= 0; damage--) {
                int i = random.nextInt(text.length);
                text[i] = random.nextInt(8) == 0 ? (byte) random.nextInt(256) : DAMAGE[random.nextInt(DAMAGE.length)];
            }
            good += agrees(text) ? 1 : 0;
            agrees(Arrays.copyOf(text, random.nextInt(text.length + 1)));
        }
        assertThat(good).isGreaterThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30, 62, 63, 64, 65, 126, 127, 128, 200, 10_000})
    void goesAsDeepAsTheText(int depth) {
        String open = "[{\"a\":".repeat(depth);
        String close = "}]".repeat(depth);
        assertThat(agrees((open + "1" + close).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(agrees((open + "1" + close + "]").getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(agrees((open + "1,2" + close).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        for (int i = 0; i < close.length(); i += 1 + close.length() / 100) {
            String swapped = close.substring(0, i) + (close.charAt(i) == ']' ? '}' : ']') + close.substring(i + 1);
            assertThat(agrees((open + "1" + swapped).getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
        }
    }

    /** Every small text of these characters, at a place where blocks meet. */
    @Test
    void agreesOnAllShortTexts() {
        byte[] alphabet = "{}[],:\"\\01-t".getBytes(StandardCharsets.US_ASCII);
        byte[] start = ("[\"" + "x".repeat(56) + "\",").getBytes(StandardCharsets.US_ASCII);
        int length = 5;
        byte[] text = Arrays.copyOf(start, start.length + length + 1);
        text[start.length + length] = ']';
        int all = (int) Math.pow(alphabet.length, length);
        int good = 0;
        for (int number = 0; number < all; number++) {
            int rest = number;
            for (int i = 0; i < length; i++) {
                text[start.length + i] = alphabet[rest % alphabet.length];
                rest /= alphabet.length;
            }
            good += agrees(text) ? 1 : 0;
        }
        assertThat(good).isGreaterThan(200);
    }

    /** Whether the text is accepted, which must be what the slow reader says of it, white space set aside. */
    private boolean agrees(byte[] text) {
        byte[] padded = Arrays.copyOf(text, text.length + CompactJson.SLACK);
        Arrays.fill(padded, text.length, padded.length, (byte) ']');
        plain.open(padded, 0, text.length);
        boolean valid = plain.value() && plain.peek() == PlainJson.END;
        boolean container = text.length > 0 && (text[0] == '{' || text[0] == '[');
        boolean accepted = compact.accepts(padded, 0, text.length);
        assertThat(accepted)
                .as(() -> new String(text, StandardCharsets.ISO_8859_1))
                .isEqualTo(valid && container && !spaced(text));
        return accepted;
    }

    /** Whether a valid text has white space between tokens. */
    private static boolean spaced(byte[] text) {
        boolean inside = false;
        for (int i = 0; i < text.length; i++) {
            if (inside && text[i] == '\\') {
                i++;
            } else if (text[i] == '"') {
                inside = !inside;
            } else if (!inside && text[i] >= 0 && text[i] <= ' ') {
                return true;
            }
        }
        return false;
    }

    private String value(int depth) {
        int kind = random.nextInt(depth > 0 ? 6 : 2);
        if (kind == 0) {
            return SCALARS[random.nextInt(SCALARS.length)];
        }
        if (kind == 1) {
            return string();
        }
        boolean object = kind < 4;
        StringBuilder text = new StringBuilder(object ? "{" : "[");
        for (int members = random.nextInt(5); members > 0; members--) {
            text.append(object ? string() + ":" : "").append(value(depth - 1)).append(members > 1 ? "," : "");
        }
        return text.append(object ? "}" : "]").toString();
    }

    private String string() {
        StringBuilder text = new StringBuilder("\"");
        for (int pieces = random.nextInt(random.nextInt(10) == 0 ? 100 : 8); pieces > 0; pieces--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.append('"').toString();
    }
}
