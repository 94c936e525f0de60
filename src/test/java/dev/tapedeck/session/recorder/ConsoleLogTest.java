package dev.tapedeck.session.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tapedeck.scan.snapshot.ConsolePayload;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.session.Messages;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConsoleLogTest {

    private final ConsoleLog log = new ConsoleLog();

    @ParameterizedTest
    @CsvSource({
        "info,INFO",
        "log,INFO",
        "debug,INFO",
        "trace,INFO",
        "dir,INFO",
        "dirxml,INFO",
        "group,INFO",
        "groupCollapsed,INFO",
        "count,INFO",
        "timeEnd,INFO",
        "timeLog,INFO",
        "warn,WARN",
        "countReset,WARN",
        "error,ERROR",
        "assert,ERROR",
        "fatal,INFO",
        ",INFO"
    })
    void mapsLevels(String level, ConsoleLine.Level wanted) {
        log.add(new ConsolePayload(level, List.of("x")), 1, 0);

        assertThat(log.lines()).containsExactly(new ConsoleLine(wanted, "x", 1, 0, 0));
    }

    @Test
    void joinsItemsEachCutAndMadeWellFormed() {
        log.add(new ConsolePayload("log", List.of("a", "b".repeat(3_000), "c".repeat(2_998) + "😀", "\ud800d")), 1, 0);

        assertThat(log.lines().getFirst().message())
                .isEqualTo("a " + "b".repeat(2_999) + " " + "c".repeat(2_998) + "\uFFFD \uFFFDd");
    }

    @Test
    void keepsTheFirstOfEqualLinesOfAMessageButCountsAll() {
        log.add(line("warn", "x"), 1, 7);
        log.add(line("warn", "x"), 2, 7);
        log.add(line("error", "x"), 3, 7);
        log.add(line("countReset", "x"), 4, 7);
        log.add(line("warn", "x"), 5, 8);

        assertThat(log.lines())
                .containsExactly(
                        new ConsoleLine(ConsoleLine.Level.WARN, "x", 1, 7, 0),
                        new ConsoleLine(ConsoleLine.Level.ERROR, "x", 3, 7, 1),
                        new ConsoleLine(ConsoleLine.Level.WARN, "x", 5, 8, 0));
        assertThat(List.of(log.infos(), log.warns(), log.errors())).containsExactly(0, 4, 1);
    }

    /** Without an order among lines of one hash, each would be compared with all before it: two thousand million times. */
    @Test
    void manyLinesWhoseHashesCollide_areToldApartInTime() {
        int lines = 1 << 16;
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        for (int i = 0; i < lines; i++) {
            log.add(line("log", colliding(i)), 1, 7);
            assertThat(deadline - System.nanoTime()).isPositive();
        }

        assertThat(log.lines()).hasSize(lines);
    }

    /** "Aa" and "BB" have one hash, and so have all texts that differ in these alone. */
    private static String colliding(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < Short.SIZE; bit++) {
            text.append((number >>> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Test
    void takesConsoleEventsOnlyWhenTheTeamWantsThem() {
        String items = "{\"timestamp\":2,\"type\":6,\"data\":{\"plugin\":\"rrweb/console@1\",\"payload\":"
                + "{\"level\":\"warn\",\"payload\":[\"a\",1,\"\",null,\"b\"]}}},"
                + "{\"timestamp\":3,\"type\":6,\"data\":{\"plugin\":\"rrweb/network@1\",\"payload\":{\"payload\":[\"n\"]}}},"
                + "{\"timestamp\":4,\"type\":6,\"data\":{\"plugin\":\"rrweb/console@1\"}}";

        SessionRecorder wanted = record(new Messages().of("s", items));
        SessionRecorder unwanted = record(new Messages().withoutConsole().of("s", items));

        assertThat(wanted.console())
                .containsExactly(
                        new ConsoleLine(ConsoleLine.Level.WARN, "a b", 2_000, 0, 0),
                        new ConsoleLine(ConsoleLine.Level.INFO, "", 4_000, 0, 1));
        assertThat(wanted.facts(0).consoleWarns()).isEqualTo(1);
        assertThat(unwanted.console()).isEmpty();
        assertThat(unwanted.facts(0).consoleWarns()).isZero();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("longPayloads")
    void theLineOfALongPayloadIsThatOfAllItsItems(List<String> items) throws IOException {
        log.add(new ConsolePayload("log", items), 2_000, 0);

        String payload = new ObjectMapper().writeValueAsString(Map.of("level", "log", "payload", items));
        SessionRecorder recorder = record(new Messages()
                .of(
                        "s",
                        "{\"timestamp\":2,\"type\":6,\"data\":{\"plugin\":\"rrweb/console@1\",\"payload\":" + payload
                                + "}}"));

        assertThat(recorder.console()).isEqualTo(log.lines());
    }

    /** About as long as an item and a line can be, with escapes and surrogates at the ends. */
    static Stream<List<String>> longPayloads() {
        Stream<String> ends = IntStream.range(2_995, 3_003)
                .mapToObj("x"::repeat)
                .flatMap(x -> Stream.of(x, x + "😀", x + "\ud83d", x + "\n\u0001\"", x + "üüü", "ü" + x + "漢"));
        Stream<List<String>> items = ends.map(item -> List.of(item, "b"));
        Stream<List<String>> lines = IntStream.range(-4, 4)
                .boxed()
                .flatMap(more -> Stream.of(
                        Collections.nCopies((128 << 9) + more, "a"),
                        Stream.concat(
                                        Collections.nCopies(43, "😀".repeat(1_600)).stream(),
                                        Stream.of("y".repeat(2_077 + more), "z", "z"))
                                .toList()));
        return Stream.concat(items, lines);
    }

    private static SessionRecorder record(Admission message) {
        SessionRecorder recorder = new SessionRecorder(message, new BufferPool(0));
        recorder.record(message, Long.MAX_VALUE);
        return recorder;
    }

    private static ConsolePayload line(String level, String item) {
        return new ConsolePayload(level, List.of(item));
    }
}
