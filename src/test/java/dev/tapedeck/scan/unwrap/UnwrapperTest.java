package dev.tapedeck.scan.unwrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tapedeck.SampleRecording;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.scan.json.Json;
import dev.tapedeck.scan.snapshot.BodyScanner;
import dev.tapedeck.scan.snapshot.Scan;
import dev.tapedeck.scan.snapshot.ScannedBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnwrapperTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int NO_LIMIT = 1 << 24;

    private final Unwrapper unwrapper = new Unwrapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':2,'data':'@','cv':'2024-10','timestamp':1}",
                "{'cv':'2024-10','type':2,'data':'@'}",
                "{ 'cv' : '2024-10' , 'type':2,'data':'@'}",
                "{'type':2,'data':'@','cv':'2024-10'}",
                "{'type':2,'data':'@' , 'cv':'2024-10' }",
                "{'type':2, 'cv':'2024-10', 'data':'@'}"
            })
    void restoresAFullSnapshotAndTakesTheMarkAway(String event) {
        String restored = unwrap(event.replace("@", gzip("{\"node\":[1.50,\"ü\"]}")));

        assertThat(Objects.requireNonNull(restored))
                .contains("\"data\":{\"node\":[1.50,\"ü\"]}")
                .doesNotContain("cv");
        assertThat(Json.parse(restored)).isNotNull();
    }

    @Test
    void restoresTheListsOfAMutation() {
        String event =
                "{'type':3,'data':{'source':0,'texts':'%s','attributes':'%s','removes':'%s','adds':'%s','x':1},'cv':'2024-10','timestamp':5}"
                        .formatted(gzip("[1]"), gzip("[2]"), gzip("[3]"), gzip("[\n4\r]"));

        assertThat(unwrap(event))
                .isEqualTo(
                        "{\"type\":3,\"data\":{\"source\":0,\"texts\":[1],\"attributes\":[2],\"removes\":[3],\"adds\":[ 4 ],\"x\":1},"
                                + "\"timestamp\":5}");
    }

    @Test
    void restoresTheListsOfAStyleSheetRuleThatAreThere() {
        String event = "{'type':3,'data':{'source':8,'id':1,'adds':'%s'},'cv':'2024-10'}".formatted(gzip("[]"));

        assertThat(unwrap(event)).isEqualTo("{\"type\":3,\"data\":{\"source\":8,\"id\":1,\"adds\":[]}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':2,'data':'@'}",
                "{'type':2,'data':'@','cv':'2025-01'}",
                "{'type':2,'data':'@','cv':1}",
                "{'type':2,'data':'@','cv':'2024-10','cv':'2024-10'}",
                "{'type':2,'data':'@','data':'@','cv':'2024-10'}",
                "{'type':2,'type':3,'data':'@','cv':'2024-10'}",
                "{'type':2,'data':'','cv':'2024-10'}",
                "{'type':2,'data':'plain','cv':'2024-10'}",
                "{'type':2,'data':'Ā@','cv':'2024-10'}",
                "{'type':2,'data':'@x','cv':'2024-10'}",
                "{'type':2,'data':{'adds':'@'},'cv':'2024-10'}",
                "{'type':3,'data':'@','cv':'2024-10'}",
                "{'type':4,'data':'@','cv':'2024-10'}",
                "{'type':3,'data':{'source':0,'adds':'@'},'cv':'2024-10'}",
                "{'type':3,'data':{'source':1,'texts':'@','adds':'@'},'cv':'2024-10'}",
                "{'type':3,'data':{'source':0,'texts':'@','adds':[]},'cv':'2024-10'}",
                "{'type':3,'data':{'source':0,'texts':'@','adds':''},'cv':'2024-10'}",
                "{'type':3,'data':{'source':0,'texts':'@','adds':'x'},'cv':'2024-10'}",
                "{'type':3,'data':{'source':0,'texts':'@','adds':'@','adds':'@'},'cv':'2024-10'}",
                "{'type':3,'data':{'source':8,'texts':'@','adds':'@'},'cv':'2024-10'}",
                "{'type':3,'data':{'source':8},'cv':'2024-10'}"
            })
    void leavesWhatThePlayerWouldNotInflate(String event) {
        assertThat(unwrap(event.replace("@", gzip("[]")))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[1,]", "\"\t\"", "[] x", "01"})
    void leavesWhatIsNoJsonInside(String inside) {
        assertThat(unwrap("{'type':2,'data':'%s','cv':'2024-10'}".formatted(gzip(inside))))
                .isNull();
    }

    @Test
    void leavesWhatIsDamaged() {
        byte[] whole = gzipped("{\"a\":\"" + "text ".repeat(50) + "\"}");
        int restored = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x20;
            String found = unwrap("{'type':2,'data':'%s','cv':'2024-10'}".formatted(latin1(damaged)));
            restored += found == null ? 0 : 1;
            assertThat(found == null || found.contains("text text")).isTrue();
        }
        // The header's time and system may be anything, and its flag for a comment is read past.
        assertThat(restored).isBetween(5, 8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(unwrap("{'type':2,'data':'%s','cv':'2024-10'}".formatted(latin1(cut))))
                    .isNull();
        }
    }

    @Test
    void leavesABombWrapped() {
        String inside = "[" + " ".repeat(5_000_000) + "]";
        String event = quotes("{'type':2,'data':'%s','cv':'2024-10'}".formatted(gzip(inside)));

        assertThat(event.length()).isLessThan(40_000);
        assertThat(unwrap(event, 5_000_000)).isNull();
        assertThat(unwrap(event, 5_100_000)).isNotNull();
    }

    @Test
    void countsWhatWasInflatedForNothing() {
        byte[] bomb = gzipped("[" + " ".repeat(1_000_000) + "]");
        bomb[bomb.length - 5] ^= 1;

        assertThat(unwrap("{'type':2,'data':'%s','cv':'2024-10'}".formatted(latin1(bomb))))
                .isNull();
        assertThat(unwrapper.inflated()).isEqualTo(1_000_002);
        assertThat(unwrap("{'type':2,'data':'%s','cv':'2024-10'}".formatted(gzip("[7] x"))))
                .isNull();
        assertThat(unwrapper.inflated()).isEqualTo(5);
        assertThat(unwrap("{'type':2,'data':'%s','cv':'2024-10'}".formatted(gzip("[7]"))))
                .isNotNull();
        assertThat(unwrapper.inflated()).isEqualTo(3);
    }

    @Test
    void doesNotInflateAgainWhatOnlyHasAnotherChecksum() {
        byte[] text = gzipped("{\"a\":\"" + "text ".repeat(50) + "\"}");
        text[text.length - 5] ^= 1;
        byte[] room = Arrays.copyOf(text, text.length + Inflate.SLACK);
        Inflater slow = new Inflater(true);

        assertThat(new Gunzip(slow).inflate(room, 0, text.length, new byte[1_000], 0))
                .isEqualTo(Gunzip.FAILED);
        assertThat(slow.getBytesRead()).isZero();
    }

    @Test
    void readsAHeaderWithEverythingInIt() {
        byte[] plain = gzipped("[7]");
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(plain, 0, 3);
        full.write(4 | 8 | 16 | 2);
        full.write(plain, 4, 6);
        full.writeBytes(new byte[] {3, 0, 1, 2, 3, 'n', 0, 'c', 0, 9, 9});
        full.write(plain, 10, plain.length - 10);

        assertThat(unwrap("{'type':2,'data':'%s','cv':'2024-10'}".formatted(latin1(full.toByteArray()))))
                .isEqualTo("{\"type\":2,\"data\":[7]}");
    }

    @Test
    void thePlayerShowsTheSampleAlikeWithAndWithout() throws IOException {
        BodyScanner scanner = new BodyScanner();
        int restored = 0;
        for (InboundMessage message : SampleRecording.shipped("posthog-js")) {
            byte[] body = Objects.requireNonNull(message.value());
            ScannedBody scanned = ((Scan.Accepted) scanner.scan(body, body.length)).body();
            for (int i = 0; i < scanned.events(); i++) {
                if (!scanned.wrapped(i)) {
                    continue;
                }
                unwrapper.clear();
                assertThat(unwrapper.unwrap(scanned.bytes(), scanned.start(i), scanned.end(i), NO_LIMIT))
                        .isTrue();
                JsonNode event = MAPPER.readTree(scanned.bytes(), scanned.start(i), scanned.end(i) - scanned.start(i));
                JsonNode plain = MAPPER.readTree(unwrapper.text(), 0, unwrapper.length());
                assertThat(plain).isEqualTo(played((ObjectNode) event));
                restored++;
            }
        }
        assertThat(restored).isEqualTo(412);
    }

    /** What the player makes of an event, without the mark that nothing reads afterwards. */
    private static JsonNode played(ObjectNode event) throws IOException {
        event.remove("cv");
        if (event.get("type").asInt() == 2) {
            event.set("data", inflated(event.get("data")));
        } else {
            ObjectNode data = (ObjectNode) event.get("data");
            for (String field : List.of("texts", "attributes", "removes", "adds")) {
                data.set(field, inflated(data.get(field)));
            }
        }
        return event;
    }

    private static JsonNode inflated(JsonNode field) throws IOException {
        byte[] gzip = field.asText().getBytes(StandardCharsets.ISO_8859_1);
        return MAPPER.readTree(new GZIPInputStream(new ByteArrayInputStream(gzip)));
    }

    private @Nullable String unwrap(String event) {
        return unwrap(quotes(event), NO_LIMIT);
    }

    private @Nullable String unwrap(String event, int most) {
        byte[] text = (event + "]\n      ").getBytes(StandardCharsets.UTF_8);
        unwrapper.clear();
        unwrapper.copy(text, text.length - 8, text.length);
        boolean restored = unwrapper.unwrap(text, 0, text.length - 8, most);
        String after = new String(unwrapper.text(), 8, unwrapper.length() - 8, StandardCharsets.UTF_8);
        assertThat(restored).isEqualTo(!after.equals(new String(text, 0, text.length - 8, StandardCharsets.UTF_8)));
        return restored ? after : null;
    }

    private static String quotes(String event) {
        return event.replace('\'', '"');
    }

    private static String gzip(String text) {
        return latin1(gzipped(text));
    }

    private static byte[] gzipped(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Bytes as the content of a JSON string, one character each, as a browser serialises them; no single quotes, for the tests' sake. */
    private static String latin1(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            int c = b & 0xFF;
            if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || c == '"' || c == '\'' || c == '\\' || c == '@' || c == '%') {
                text.append(String.format("\\u%04x", c));
            } else {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
