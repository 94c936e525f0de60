package dev.tapedeck.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.deadletter.Request.Help;
import dev.tapedeck.deadletter.Request.Listing;
import dev.tapedeck.deadletter.Request.Replaying;
import dev.tapedeck.deadletter.Request.Showing;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void replay_isADryRunUnlessItIsToldToExecute() {
        assertThat(parse("replay")).isInstanceOfSatisfying(Replaying.class, replay -> {
            assertThat(replay.execute()).isFalse();
            assertThat(replay.unchecked()).isFalse();
            assertThat(replay.limit()).isEqualTo(Integer.MAX_VALUE);
        });
        assertThat(parse("replay --dry-run")).extracting("execute").isEqualTo(false);
        assertThat(parse("replay --execute")).extracting("execute").isEqualTo(true);
    }

    @Test
    void selection_takesEveryOption() {
        Request request = parse("list --reason invalid_json --reason restricted_to_dlq --team 7 --token t --since 90m"
                + " --session 0190C8A4-1111-7000-8000-AAAAAAAAAAAA --until 2026-11-24T10:30:00+01:00 --limit 3");
        assertThat(request).isInstanceOfSatisfying(Listing.class, list -> {
            assertThat(list.limit()).isEqualTo(3);
            assertThat(list.selection().reasons()).containsExactly("invalid_json", "restricted_to_dlq");
            assertThat(list.selection().tokens()).containsExactly("t");
            assertThat(list.selection().team()).isEqualTo(7);
            assertThat(list.selection().session()).isEqualTo("0190c8a4-1111-7000-8000-aaaaaaaaaaaa");
            assertThat(list.selection().since()).isEqualTo("2026-11-24T08:30:00Z");
            assertThat(list.selection().until()).isEqualTo("2026-11-24T09:30:00Z");
        });
    }

    @ParameterizedTest
    @CsvSource({"invalid_jsn, invalid_json", "Invalid_JSON, invalid_json", "messages_too_large, message_too_large"})
    void aReasonThatThereIsNot_isRefusedWithTheNearest(String reason, String nearest) {
        for (String command : List.of("list", "replay")) {
            assertThatThrownBy(() -> parse(command + " --reason processing_error --reason " + reason))
                    .isInstanceOf(UsageFault.class)
                    .hasMessage("there is no reason '" + reason + "'; the nearest is " + nearest);
        }
    }

    @Test
    void aReasonLikeNone_isRefusedWithAllThatThereAre() {
        assertThatThrownBy(() -> parse("list --reason x"))
                .isInstanceOf(UsageFault.class)
                .hasMessageContaining("there is no reason 'x'; there are restricted_to_dlq, ")
                .hasMessageContaining("processing_error");
    }

    @Test
    void show_takesAPlace() {
        assertThat(parse("show dlq-0@17 --bytes 5")).isEqualTo(new Showing("dlq-0@17", 5));
        assertThat(PositionArgument.text(PositionArgument.parse("a-b-3@17", "other")))
                .isEqualTo("a-b-3@17");
        assertThat(PositionArgument.text(PositionArgument.parse("3@17", "other")))
                .isEqualTo("other-3@17");
    }

    @Test
    void help_namesWhatThereIs() {
        assertThat(parse("--help"))
                .isInstanceOfSatisfying(
                        Help.class, help -> assertThat(help.text()).contains("list", "show", "replay"));
        assertThat(parse("replay --help"))
                .isInstanceOfSatisfying(
                        Help.class, help -> assertThat(help.text()).contains("--rate", "--unchecked"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "purge",
                "list --colour",
                "list --limit",
                "list --limit many",
                "list --limit -1",
                "list --team x",
                "list --since yesterday",
                "list --since 1h --until 2h",
                "list extra",
                "show",
                "show a-0@1 b-0@2",
                "show a-0@1 --bytes 999999999",
                "replay --rate 0",
                "replay --limit 0",
                "replay --dry-run --execute"
            })
    void whatMakesNoSense_isRefusedInOneLine(String line) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(UsageFault.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "a-0", "a@1", "a-x@1", "a b-0@1", "a-0@-1", "a-0@1\u001b[2J"})
    void whatIsNoPlace_isRefused(String text) {
        assertThatThrownBy(() -> PositionArgument.parse(text, "t"))
                .isInstanceOf(UsageFault.class)
                .message()
                .doesNotContain("\u001b");
    }

    private static Request parse(String line) {
        return Arguments.parse(List.of(line.split(" ", -1)), NOW);
    }
}
