package dev.tapedeck.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.app.Tapedeck;
import dev.tapedeck.deadletter.ArgumentTypes.Position;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line as a whole, without anything that a command works with. */
class ArgumentsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final int WOULD_RUN = -1;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "doctor",
                "doctor --fix",
                "rebuild",
                "dead-letters list --limit 0",
                "dead-letters list --team 7 --token t --token u --session s --since 90m --until 2026-11-24T10:00:00Z",
                "dead-letters show dlq-0@17 --bytes 5",
                "dead-letters show 0@17",
                "dead-letters replay",
                "dead-letters replay --dry-run",
                "dead-letters replay --execute --rate 5 --limit 1 --unchecked --reason invalid_json"
            })
    void whatMakesSense_isRun(String line) {
        assertThat(execute(line)).as(err.toString()).isEqualTo(WOULD_RUN);
        assertThat(out.toString() + err).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                docter                                     | tapedeck: Unmatched argument at index 0: 'docter'; did you mean
                doctor --fox                               | tapedeck doctor: Unknown option: '--fox'
                doctor everything                          | tapedeck doctor: Unmatched argument
                rebuild --fix                              | tapedeck rebuild: Unknown option: '--fix'
                dead-letters purge                         | tapedeck dead-letters: Unmatched argument
                dead-letters list --colour                 | Unknown option: '--colour'
                dead-letters list --limit                  | --limit
                dead-letters list --limit many             | must be 0 to 100000, but is 'many'
                dead-letters list --limit -1               | must be 0 to 100000, but is '-1'
                dead-letters list --team x                 | --team
                dead-letters list --since yesterday        | is no time: write 2026-11-24T10:00:00Z, or 90m
                dead-letters list --since 1h --until 2h    | --since must be before --until
                dead-letters list --until 2h --since 1h    | --since must be before --until
                dead-letters list extra                    | extra
                dead-letters show                          | TOPIC-PARTITION@OFFSET
                dead-letters show a-0@1 b-0@2              | b-0@2
                dead-letters show a-0@1 --bytes 999999999  | must be 0 to 1048576
                dead-letters replay --rate 0               | must be 1 to 100000, but is '0'
                dead-letters replay --limit 0              | must be 1 to 2147483647
                dead-letters replay --dry-run --execute    | mutually exclusive
                """)
    void whatMakesNoSense_isRefusedInOneLine(String line, String because) {
        assertThat(execute(line)).isEqualTo(2);
        assertThat(err.toString()).startsWith("tapedeck").contains(because).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"invalid_jsn, invalid_json", "Invalid_JSON, invalid_json", "messages_too_large, message_too_large"})
    void aReasonThatThereIsNot_isRefusedWithTheNearest(String reason, String nearest) {
        for (String command : new String[] {"list", "replay"}) {
            assertThat(execute("dead-letters " + command + " --reason processing_error --reason " + reason))
                    .isEqualTo(2);
        }
        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("there is no reason '" + reason + "'; the nearest is " + nearest));
    }

    @Test
    void aReasonLikeNone_isRefusedWithAllThatThereAre() {
        assertThat(execute("dead-letters list --reason x")).isEqualTo(2);
        assertThat(err.toString())
                .hasLineCount(1)
                .contains("there is no reason 'x'; there are restricted_to_dlq, ", "processing_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "a-0", "a@1", "a-x@1", "a b-0@1", "a-0@-1", "a-0@1\u001b[2J"})
    void whatIsNoPlace_isRefused(String text) {
        assertThat(execute("dead-letters", "show", text)).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource({
        "--help, doctor rebuild dead-letters completion",
        "doctor --help, --fix",
        "rebuild -h, Exit codes:",
        "dead-letters, list show replay",
        "dead-letters --help, list show replay",
        "dead-letters replay --help, --rate --unchecked --execute",
        "--version, tapedeck",
        "doctor --version, tapedeck",
        "completion, complete -F _complete_tapedeck"
    })
    void whatIsAskedFor_isToldOnTheStandardOutput(String line, String words) {
        assertThat(execute(line)).isZero();
        assertThat(out.toString()).contains(words.split(" "));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void replay_isADryRunUnlessItIsToldToExecute() {
        ReplayDeadLetters plain = parse("dead-letters replay");
        assertThat(plain.mode.execute).isFalse();
        assertThat(plain.unchecked).isFalse();
        assertThat(plain.limit).isEqualTo(Integer.MAX_VALUE);
        assertThat(plain.perSecond).isEqualTo(100);
        ReplayDeadLetters dry = parse("dead-letters replay --dry-run");
        assertThat(dry.mode.execute).isFalse();
        ReplayDeadLetters real = parse("dead-letters replay --execute");
        assertThat(real.mode.execute).isTrue();
    }

    @Test
    void selection_takesEveryOption() {
        ListDeadLetters list = parse(
                "dead-letters list --reason invalid_json --reason restricted_to_dlq --token t --since 90m"
                        + " --session 0190C8A4-1111-7000-8000-AAAAAAAAAAAA --until 2026-11-24T10:30:00+01:00 --limit 3");
        assertThat(list.limit).isEqualTo(3);
        DeadLetterFilter filter = list.selection.filter(list.teams);
        assertThat(filter.reasons()).containsExactlyInAnyOrder("invalid_json", "restricted_to_dlq");
        assertThat(filter.tokens()).containsExactly("t");
        assertThat(filter.session()).isEqualTo("0190c8a4-1111-7000-8000-aaaaaaaaaaaa");
        assertThat(filter.since()).isEqualTo("2026-11-24T08:30:00Z");
        assertThat(filter.until()).isEqualTo("2026-11-24T09:30:00Z");
        ListDeadLetters ofTeam = parse("dead-letters list --team 7");
        assertThat(ofTeam.selection.team).isEqualTo(7);
    }

    @Test
    void show_takesAPlace() {
        ShowDeadLetter show = parse("dead-letters show a-b-3@17 --bytes 5");
        assertThat(Position.text(show.position.in("other"))).isEqualTo("a-b-3@17");
        assertThat(show.bytes).isEqualTo(5);
        ShowDeadLetter withoutTopic = parse("dead-letters show 3@17");
        assertThat(Position.text(withoutTopic.position.in("other"))).isEqualTo("other-3@17");
        assertThat(withoutTopic.bytes).isEqualTo(1000);
    }

    private int execute(String line) {
        return execute(line.split(" "));
    }

    private int execute(String... arguments) {
        return commandLine()
                .setExecutionStrategy(parsed -> runs(parsed) ? WOULD_RUN : new RunLast().execute(parsed))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static boolean runs(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                        .noneMatch(one -> one.isUsageHelpRequested() || one.isVersionHelpRequested())
                && parsed.asCommandLineList().getLast().getCommand() instanceof Callable;
    }

    private <T> T parse(String line) {
        return commandLine()
                .parseArgs(line.split(" "))
                .asCommandLineList()
                .getLast()
                .getCommand();
    }

    private static CommandLine commandLine() {
        return Tapedeck.commandLine(CommandLine.defaultFactory(), InstantSource.fixed(NOW));
    }
}
