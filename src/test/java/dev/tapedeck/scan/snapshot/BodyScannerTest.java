package dev.tapedeck.scan.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.sun.management.ThreadMXBean;
import dev.tapedeck.SampleRecording;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.scan.snapshot.ScannedBody.MobileMode;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyScannerTest {

    private final BodyScanner scanner = new BodyScanner();

    @ParameterizedTest
    @CsvSource({"posthog-js, 1921", "rrweb, 923"})
    void findsEveryEventOfTheSamples(String name, int events) {
        Comparison comparison = new Comparison();
        int found = 0;
        for (InboundMessage message : SampleRecording.shipped(name)) {
            byte[] body = Objects.requireNonNull(message.value());
            assertThat(comparison.check(body)).isTrue();
            found += accepted(scanner.scan(body, body.length)).events();
        }
        assertThat(found).isEqualTo(events);
    }

    @Test
    void manyEvents_askForTheMemoryOfTheirColumns_andWaitWithoutIt() {
        String items = "{\"timestamp\":1}" + ",{\"timestamp\":1}".repeat(99_999);
        byte[] body = ("{\"distinct_id\":\"p\",\"data\":\"{\\\"event\\\":\\\"$snapshot_items\\\",\\\"properties\\\":"
                        + "{\\\"$session_id\\\":\\\"s\\\",\\\"$snapshot_items\\\":["
                        + items.replace("\"", "\\\"") + "]}}\"}")
                .getBytes(UTF_8);
        List<Long> asked = new ArrayList<>();

        assertThat(accepted(scanner.scan(body, body.length, asked::add)).events())
                .isEqualTo(100_000);
        assertThat(asked).isNotEmpty().allMatch(bytes -> bytes > body.length);
        assertThat(asked.getLast() - body.length).isGreaterThan(100_000 * 52 / 4);
        assertThat(new BodyScanner().scan(body, body.length, bytes -> bytes <= body.length))
                .isEqualTo(new Scan.NoRoom());
    }

    @Test
    void keepsTheSpellingOfNumbersAndRepeatedKeys() {
        String event = "{\"timestamp\":1.0e3,\"a\":1e400,\"a\":9007199254740993,\"b\":-0.0,\"c\":\"\\u00e9\"}";

        assertThat(events(items(event))).containsExactly(event);
    }

    @Test
    void turnsLineBreaksBetweenTokensIntoSpaces() {
        assertThat(events(items("{\n\"timestamp\"\r\n:\t5\n}"))).containsExactly("{ \"timestamp\"  :\t5 }");
    }

    @Test
    void writesALoneSurrogateOfTheOuterTextAsAnEscape() {
        String body = body(items("{\"timestamp\":5,\"x\":\"@\"}")).replace("@", "\\ud800");

        assertThat(eventsOf(body)).containsExactly("{\"timestamp\":5,\"x\":\"\\ud800\"}");
    }

    @Test
    void joinsAPairOfOuterEscapes() {
        String body = body(items("{\"timestamp\":5,\"x\":\"@\"}")).replace("@", "\\ud83d\\ude00");

        assertThat(eventsOf(body)).containsExactly("{\"timestamp\":5,\"x\":\"😀\"}");
    }

    @Test
    void replacesIllFormedUtf8() {
        byte[] body = body(items("{\"timestamp\":5,\"x\":\"@\"}")).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < body.length; i++) {
            body[i] = body[i] == '@' ? (byte) 0xFF : body[i];
        }

        ScannedBody scanned = accepted(scanner.scan(body, body.length));

        assertThat(text(scanned, 0)).isEqualTo("{\"timestamp\":5,\"x\":\"\uFFFD\"}");
    }

    @Test
    void refusesIllFormedUtf8ThatWouldMakeTheBodyTooLong_andHoldsNoCopy() {
        byte[] body = new byte[4 << 20];
        Arrays.fill(body, (byte) 0xFF);
        body[0] = '"';
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        BodyScanner limited = new BodyScanner(body.length, true);
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(limited.scan(body, body.length)).isEqualTo(new Scan.Rejected(Scan.Fault.TOO_LONG_REPAIRED));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(body.length);
    }

    @Test
    void replacesIllFormedUtf8UpToTheLimit() {
        byte[] body = body(items("{\"timestamp\":5,\"x\":\"@@\"}")).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < body.length; i++) {
            body[i] = body[i] == '@' ? (byte) 0xFF : body[i];
        }

        assertThat(new BodyScanner(body.length + 4, true).scan(body, body.length))
                .isInstanceOf(Scan.Accepted.class);
        assertThat(new BodyScanner(body.length + 3, true).scan(body, body.length))
                .isInstanceOf(Scan.Rejected.class);
    }

    @Test
    void readsADocumentSpelledInOuterEscapesOnly() {
        StringBuilder data = new StringBuilder();
        document(items("{\"timestamp\":5,\"x\":[true,null,-1.5e3,{}]}"))
                .chars()
                .forEach(c -> data.append(String.format("\\u%04x", c)));

        assertThat(eventsOf("{\"distinct_id\":\"p\",\"data\":\"" + data + "\"}"))
                .containsExactly("{\"timestamp\":5,\"x\":[true,null,-1.5e3,{}]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 300_000})
    void nestsDeeplyWithoutRecursion(int depth) {
        String deep = "[".repeat(depth / 2) + "{\"a\":".repeat(depth / 2) + "1" + "}".repeat(depth / 2)
                + "]".repeat(depth / 2);
        String event = "{\"timestamp\":5,\"data\":" + deep + "}";

        assertThat(events(items(event))).containsExactly(event);
        assertThat(scan("{\"a\":" + deep.substring(1) + ",\"data\":\"\",\"distinct_id\":\"\"}"))
                .isEqualTo(new Scan.Rejected(Scan.Fault.INVALID_JSON));
    }

    @Test
    void countsItemsThatAreNoEvents() {
        ScannedBody body = accepted(
                scan(
                        body(
                                items(
                                        "1,\"x\",[],null,{},{\"timestamp\":0},{\"timestamp\":-1},{\"timestamp\":\"5\"},{\"timestamp\":1e400},"
                                                + "{\"timestamp\":8640000000000000},{\"timestamp\":8640000000000001},{\"timestamp\":1,\"timestamp\":null}"))));

        assertThat(body.events()).isEqualTo(1);
        assertThat(body.timestamp(0)).isEqualTo(8.64e15);
        assertThat(body.invalidItems()).isEqualTo(11);
    }

    /** What the direct peer refuses, numbers among it, its capture passes on: two windows must stay two. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"w\"; w",
                "1; 1",
                "-2; -2",
                "1.50; 1.50",
                "1e3; 1e3",
                "12345678901234567890; 12345678901234567890",
                "null; ``"
            })
    void aWindowIdThatIsANumberIsItsText(String json, String id) {
        String windowId = accepted(
                        scan(body("\"$session_id\":\"s\",\"$window_id\": " + json + " ,\"$snapshot_items\":[]")))
                .windowId();

        assertThat(windowId == null ? "" : windowId).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "{}", "[]", "[1]", "{\"a\":1}"})
    void aWindowIdThatIsNeitherTextNorNumberIsNone(String json) {
        assertThat(scan(body("\"$session_id\":\"s\",\"$window_id\":" + json + ",\"$snapshot_items\":[]")))
                .isEqualTo(new Scan.Rejected(Scan.Fault.NOT_A_SNAPSHOT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {"\"a line\"; a line", "[\"a\",\"b\"]; a|b", "\"\"; ``", "1; ``", "{\"a\":\"b\"}; ``", "null; ``"})
    void aConsolePayloadIsAListOrOneLine(String payload, String items) {
        ScannedBody body =
                accepted(scan(body(items("{\"timestamp\":1,\"type\":6,\"data\":{\"plugin\":\"rrweb/console@1\","
                        + "\"payload\":{\"level\":\"warn\",\"payload\":" + payload + "}}}"))));

        assertThat(String.join("|", Objects.requireNonNull(body.console(0)).items()))
                .isEqualTo(items);
    }

    @Test
    void theLastOfRepeatedKeysCounts() {
        ScannedBody body = accepted(scan(body("\"$session_id\":1,\"$snapshot_items\":[{\"timestamp\":1}],"
                + "\"$snapshot_items\":[{\"timestamp\":7,\"data\":{\"source\":2,\"type\":2,\"href\":\"a\"},\"data\":{\"source\":5}}],"
                + "\"$session_id\":\"s\"")));

        assertThat(body.events()).isEqualTo(1);
        assertThat(body.timestamp(0)).isEqualTo(7);
        assertThat(body.source(0)).isEqualTo(5);
        assertThat(body.interaction(0)).isEqualTo(-1);
        assertThat(body.href(0)).isNull();
    }

    @Test
    void aLaterDataReplacesABrokenOne() {
        String good = body(items("{\"timestamp\":5}"));

        assertThat(eventsOf("{\"data\":\"{\"," + good.substring(1))).containsExactly("{\"timestamp\":5}");
        assertThat(scan(good.substring(0, good.length() - 1) + ",\"data\":\"{\"}"))
                .isEqualTo(new Scan.Rejected(Scan.Fault.NOT_A_SNAPSHOT));
        assertThat(scan(good.substring(0, good.length() - 1) + ",\"data\":{}}"))
                .isEqualTo(new Scan.Rejected(Scan.Fault.INVALID_PAYLOAD));
    }

    @Test
    void hrefIsTrimmedAndFallsBackToThePayload() {
        ScannedBody body = accepted(scan(body(items("{\"timestamp\":1,\"data\":{\"href\":\"\\u00a0\\ufeff a \\n\"}},"
                + "{\"timestamp\":1,\"data\":{\"href\":\" \",\"payload\":{\"href\":\"b\"}}},"
                + "{\"timestamp\":1,\"data\":{\"href\":1,\"payload\":{\"href\":\"\"}}}"))));

        assertThat(body.href(0)).isEqualTo("a");
        assertThat(body.href(1)).isEqualTo("b");
        assertThat(body.href(2)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\",", "\"\\u00e9\",", "\"\",1,", "{\"a\":\"b\"},"})
    void aConsoleLineIsReadNoFurtherThanALineIsLong(String item) {
        String items = item.repeat(1 << 20) + '"' + "b".repeat(4 << 20) + '"';
        String payload = "{\"level\":\"" + "c".repeat(4 << 20) + "\",\"payload\":[" + items + "]}";
        ScannedBody body = accepted(
                scan(body(items("{\"timestamp\":1,\"type\":6,\"data\":{\"plugin\":\"rrweb/console@1\",\"payload\":"
                        + payload + "}}"))));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        ConsolePayload console = Objects.requireNonNull(body.console(0));

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
        assertThat(console.items()).isNotEmpty().allMatch(read -> read.length() <= ConsolePayload.ITEM_UNITS + 1);
        assertThat(console.items()).hasSizeLessThanOrEqualTo(ConsolePayload.LINE_UNITS / 2 + 1);
    }

    @Test
    void tellsTheModeOfAMobileRecording() {
        ScannedBody body = accepted(
                scan(
                        body(
                                items(
                                        "{\"timestamp\":1,\"type\":2,\"data\":{\"wireframes\":[1,{\"id\":\"1\"},{\"id\":1,\"type\":\"screenshot\"}]}},"
                                                + "{\"timestamp\":1,\"type\":3,\"data\":{\"source\":0,\"adds\":[{}],\"updates\":[{\"wireframe\":{\"id\":1}}]}},"
                                                + "{\"timestamp\":1,\"type\":3,\"data\":{\"source\":1,\"adds\":[{\"wireframe\":{\"id\":1}}]}}"))));

        assertThat(body.mobileMode(0)).isEqualTo(MobileMode.SCREENSHOT);
        assertThat(body.mobileMode(1)).isEqualTo(MobileMode.WIREFRAME);
        assertThat(body.mobileMode(2)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "{",
                "{}x",
                "{} {}",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{'a':1}",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "--1",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"a",
                "NaN",
                "\uFEFF{}",
                "{\"data\":\"\\\"}",
                "\"\t\"",
                "[1 2]",
                "{1:2}",
                "tru",
                "nulll"
            })
    void refusesWhatIsNoJson(String body) {
        assertThat(scan(body)).isEqualTo(new Scan.Rejected(Scan.Fault.INVALID_JSON));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "[]",
                "{}",
                "\"x\"",
                "{\"distinct_id\":\"p\"}",
                "{\"data\":\"{}\"}",
                "{\"distinct_id\":1,\"data\":\"{}\"}",
                "{\"distinct_id\":\"p\",\"data\":{}}",
                "{\"distinct_id\":\"p\",\"distinct_id\":null,\"data\":\"{}\"}"
            })
    void refusesOtherPayloads(String body) {
        assertThat(scan(body)).isEqualTo(new Scan.Rejected(Scan.Fault.INVALID_PAYLOAD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "{}",
                "{\"event\":\"$snapshot_items\"}",
                "{\"event\":\"$snapshot_items\",\"properties\":[]}",
                "{\"event\":\"x\",\"properties\":{\"$session_id\":\"s\",\"$snapshot_items\":[]}}",
                "{\"event\":\"$snapshot_items\",\"properties\":{\"$session_id\":1,\"$snapshot_items\":[]}}",
                "{\"event\":\"$snapshot_items\",\"properties\":{\"$session_id\":\"s\",\"$snapshot_items\":{}}}",
                "{\"event\":\"$snapshot_items\",\"properties\":{\"$session_id\":\"s\",\"$snapshot_items\":[]}} x",
                "{\"event\":\"$snapshot_items\",\"properties\":{\"$session_id\":\"s\",\"$snapshot_items\":[]},\"properties\":1}"
            })
    void refusesOtherDocuments(String data) {
        String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(data));

        assertThat(scan("{\"distinct_id\":\"p\",\"data\":\"" + escaped + "\"}"))
                .isEqualTo(new Scan.Rejected(Scan.Fault.NOT_A_SNAPSHOT));
    }

    @Test
    void readsOnlyTheBytesThatCount() {
        byte[] body = body(items("{\"timestamp\":5}")).getBytes(StandardCharsets.UTF_8);
        byte[] longer = Arrays.copyOf(body, body.length + 100);
        Arrays.fill(longer, body.length, longer.length, (byte) '7');

        assertThat(scanner.scan(longer, body.length)).isInstanceOf(Scan.Accepted.class);
        assertThat(scanner.scan(longer, body.length - 1)).isEqualTo(new Scan.Rejected(Scan.Fault.INVALID_JSON));
    }

    @Test
    void discardedEventsAreNotKeptUntilTheNextScan() {
        String body = body(items("{\"timestamp\":5},{\"timestamp\":6}"));
        accepted(scan(body)).discard(0);

        ScannedBody again = accepted(scan(body));
        again.discard(1);

        assertThat(again.kept(0)).isTrue();
        assertThat(again.kept(1)).isFalse();
    }

    @Test
    void moreEventsThanABodyMayHave_areRefusedAndTheNextBodyIsRead() {
        String most = "{\"timestamp\":1},".repeat(EventTable.MAX_EVENTS);
        assertThat(accepted(scan(body(items(most + "1")))).events()).isEqualTo(EventTable.MAX_EVENTS);
        assertThat(scan(body(items(most + "{\"timestamp\":1}"))))
                .isEqualTo(new Scan.Rejected(Scan.Fault.TOO_MANY_EVENTS));
        assertThat(events(items("{\"timestamp\":1}"))).hasSize(1);
    }

    private Scan scan(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return scanner.scan(bytes, bytes.length);
    }

    private Iterable<String> events(String properties) {
        return eventsOf(body(properties));
    }

    private Iterable<String> eventsOf(String body) {
        ScannedBody scanned = accepted(scan(body));
        return IntStream.range(0, scanned.events())
                .mapToObj(i -> text(scanned, i))
                .toList();
    }

    private static ScannedBody accepted(Scan scan) {
        assertThat(scan).isInstanceOf(Scan.Accepted.class);
        return ((Scan.Accepted) scan).body();
    }

    private static String text(ScannedBody body, int i) {
        return new String(body.bytes(), body.start(i), body.end(i) - body.start(i), StandardCharsets.UTF_8);
    }

    private static String items(String items) {
        return "\"$session_id\":\"s\",\"$snapshot_items\":[" + items + "]";
    }

    private static String document(String properties) {
        return "{\"event\":\"$snapshot_items\",\"properties\":{" + properties + "}}";
    }

    private static String body(String properties) {
        String data = new String(JsonStringEncoder.getInstance().quoteAsString(document(properties)));
        return "{\"distinct_id\":\"p\",\"data\":\"" + data + "\"}";
    }
}
