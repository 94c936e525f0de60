package dev.tapedeck.scan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that rrweb's packer made strings. That they read as any other is {@link BodyScannerFuzzTest}'s. */
class PackedEventTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String EVENT =
            "{\"type\":4,\"data\":{\"href\":\"https://a/ü\\n\\\"\\u00e9\"},\"timestamp\":5,\"x\":1.50,\"v\":\"v1\"}";

    private static final int LIMIT = 16 << 20;

    private final BodyScanner scanner = new BodyScanner();

    @Test
    void isAnEventInItsPlace() {
        ScannedBody body = scan("{\"timestamp\":1}", packed(EVENT), "{\"timestamp\":2}");

        assertThat(body.events()).isEqualTo(3);
        assertThat(body.invalidItems()).isZero();
        assertThat(text(body, 0)).isEqualTo("{\"timestamp\":1}");
        assertThat(text(body, 1)).isEqualTo(EVENT);
        assertThat(body.type(1)).isEqualTo(4);
        assertThat(body.timestamp(1)).isEqualTo(5);
        assertThat(body.href(1)).isEqualTo("https://a/ü\n\"é");
        assertThat(text(body, 2)).isEqualTo("{\"timestamp\":2}");
    }

    @Test
    void makesRoomForMuchMoreTextThanTheBody() {
        String large = "{\"timestamp\":5,\"v\":\"v1\",\"a\":\"" + "x".repeat(3_000_000) + "\"}";
        ScannedBody body = scan(packed(large), packed(EVENT), packed(large), "{\"timestamp\":2}");

        assertThat(body.events()).isEqualTo(4);
        assertThat(text(body, 0)).isEqualTo(large);
        assertThat(text(body, 1)).isEqualTo(EVENT);
        assertThat(text(body, 2)).isEqualTo(large);
        assertThat(text(body, 3)).isEqualTo("{\"timestamp\":2}");
    }

    /** The limit of a body counts for what it unpacks to, as it does for gzip. */
    @Test
    void aBodyThatUnpacksBeyondItsLimitIsTooLong() {
        int limit = 1 << 20;
        String half = large(limit / 2);

        assertThat(scan(limit, packed(half), packed(EVENT))).isInstanceOf(Scan.Accepted.class);
        assertThat(scan(limit, packed(large(limit)))).isEqualTo(TOO_LONG);
        assertThat(scan(limit, packed(half), packed(half), packed(EVENT))).isEqualTo(TOO_LONG);
        assertThat(scan(limit, "{\"timestamp\":1}", packed(large(limit)), "{\"timestamp\":2}"))
                .isEqualTo(TOO_LONG);
        assertThat(scan(limit, half, packed(half))).isEqualTo(TOO_LONG);
        assertThat(scan(limit, packed(half), half)).isEqualTo(TOO_LONG);
        assertThat(scan(limit, packed(half), half, packed(EVENT))).isEqualTo(TOO_LONG);
    }

    /** Far beyond what the arrays hold at first, and with a neighbour on either side. */
    @Test
    void everyEventUpToTheLimitIsRead() {
        int limit = 64 << 20;
        String giant = large(33 << 20);
        ScannedBody body = ((Scan.Accepted)
                        scan(limit, packed(EVENT), packed(giant), packed(large(20 << 20)), packed(EVENT)))
                .body();

        assertThat(body.events()).isEqualTo(4);
        assertThat(body.invalidItems()).isZero();
        assertThat(text(body, 0)).isEqualTo(EVENT);
        assertThat(text(body, 1)).isEqualTo(giant);
        assertThat(text(body, 3)).isEqualTo(EVENT);
    }

    private static String large(int bytes) {
        return "{\"timestamp\":5,\"v\":\"v1\",\"a\":\"" + "x".repeat(bytes) + "\"}";
    }

    private static Scan scan(int limit, String... items) {
        byte[] body = body(items);
        return new BodyScanner(limit, true).scan(body, body.length);
    }

    private static final Scan TOO_LONG = new Scan.Rejected(Scan.Fault.TOO_LONG_UNPACKED);

    @Test
    void whatCannotBeUnpackedCountsAsFarAsItWasInflated() {
        String damaged = damagedBomb();

        assertThat(((Scan.Accepted) scan(LIMIT, damaged, packed(EVENT))).body().events())
                .isEqualTo(1);
        assertThat(scan(LIMIT, damaged, damaged, packed(EVENT))).isEqualTo(TOO_LONG);
        assertThat(scan(LIMIT, packed(EVENT))).isInstanceOf(Scan.Accepted.class);
    }

    @Test
    void aRepeatedDataHasNoBudgetOfItsOwn() {
        byte[] bomb = body(damagedBomb(), damagedBomb());
        byte[] event = body(packed(EVENT));
        String both = utf8(bomb).replaceFirst("}$", ",") + utf8(event).substring(1);
        byte[] body = both.getBytes(StandardCharsets.UTF_8);

        assertThat(new BodyScanner(LIMIT, true).scan(body, body.length)).isEqualTo(TOO_LONG);
    }

    @Test
    void aBodyThatIsReadOnceMoreForItsLastBytes_isChargedOnce() {
        String large = large(LIMIT / 4 * 3);

        assertThat(((Scan.Accepted) scan(LIMIT, packed(large), packed(EVENT)))
                        .body()
                        .events())
                .isEqualTo(2);
    }

    /** More than half of what may be inflated, and a wrong checksum. */
    private static String damagedBomb() {
        String whole = packed("{\"timestamp\":5,\"v\":\"v1\",\"a\":\"" + "x".repeat(LIMIT / 4 * 3) + "\"}");
        return whole.substring(0, whole.length() - 1) + (char) (whole.charAt(whole.length() - 1) ^ 1);
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{\"timestamp\":5}",
                "{\"timestamp\":5,\"v\":\"v2\"}",
                "{\"timestamp\":5,\"v\":\"v1\",\"v\":1}",
                "{\"timestamp\":5,\"v\":[\"v1\"]}",
                "{\"v\":\"v1\"}",
                "{\"timestamp\":0,\"v\":\"v1\"}",
                "{\"timestamp\":5,\"v\":\"v1\"} x",
                "{\"timestamp\":5,\"v\":\"v1\"}\"",
                "{\"timestamp\":5,\"v\":\"v1\"",
                "{\"timestamp\":5,\"v\":\"v1\",\"a\":\"\t\"}",
                "{\"timestamp\":5,\"v\":\"v1\",\"a\":\"\n\"}"
            })
    void isAnInvalidItemOtherwise(String inside) {
        ScannedBody body = scan(packed(inside), "{\"timestamp\":2}");

        assertThat(body.events()).isEqualTo(1);
        assertThat(body.invalidItems()).isEqualTo(1);
        assertThat(text(body, 0)).isEqualTo("{\"timestamp\":2}");
    }

    @Test
    void isAnInvalidItemWhenDamaged() {
        String whole = packed(EVENT);
        for (int i = 0; i < whole.length(); i++) {
            char c = (char) (whole.charAt(i) ^ 0x20);
            assertThat(scan(whole.substring(0, i) + c + whole.substring(i + 1)).events())
                    .isZero();
            assertThat(scan(whole.substring(0, i)).events()).isZero();
        }
        assertThat(scan(whole + "x").events()).isZero();
        assertThat(scan("Ā" + whole).events()).isZero();
        assertThat(scan(whole + "Ā").events()).isZero();
    }

    /** Each string that only begins as a packed event does costs as much as one, so there is an end, and no event is lost at it. */
    @Test
    void isFoundAmongManyOtherStrings_andABodyWithTooManyIsRefused() {
        String almost = packed(EVENT).substring(0, 3);
        String[] items = new String[PackedEvent.MOST_FAILURES + 2];
        Arrays.fill(items, "text");
        items[items.length - 1] = packed(EVENT);
        assertThat(scan(items).events()).isEqualTo(1);
        Arrays.fill(items, 0, PackedEvent.MOST_FAILURES, almost);
        assertThat(scan(items).events()).isEqualTo(1);
        items[PackedEvent.MOST_FAILURES] = almost;
        assertThat(scan(LIMIT, items)).isEqualTo(TOO_LONG);
    }

    @Test
    void isAnInvalidItemWhereUnpackingIsOff() {
        byte[] body = body(packed(EVENT), "{\"timestamp\":2}");
        ScannedBody scanned = ((Scan.Accepted) new BodyScanner(body.length, false).scan(body, body.length)).body();

        assertThat(scanned.events()).isEqualTo(1);
        assertThat(scanned.invalidItems()).isEqualTo(1);
    }

    private ScannedBody scan(String... items) {
        byte[] body = body(items);
        return ((Scan.Accepted) scanner.scan(body, body.length)).body();
    }

    /** A body of these items: JSON objects, and strings for all else. */
    private static byte[] body(String... items) {
        try {
            ArrayNode array = MAPPER.createArrayNode();
            for (String item : items) {
                if (item.startsWith("{")) {
                    array.add(MAPPER.readTree(item));
                } else {
                    array.add(item);
                }
            }
            ObjectNode data = MAPPER.createObjectNode().put("event", "$snapshot_items");
            data.putObject("properties").put("$session_id", "s").set("$snapshot_items", array);
            return MAPPER.writeValueAsBytes(
                    MAPPER.createObjectNode().put("distinct_id", "d").put("data", MAPPER.writeValueAsString(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packed(String event) {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(zlib)) {
            deflated.write(event.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zlib.toString(StandardCharsets.ISO_8859_1);
    }

    private static String text(ScannedBody body, int i) {
        return new String(Arrays.copyOfRange(body.bytes(), body.start(i), body.end(i)), StandardCharsets.UTF_8);
    }
}
