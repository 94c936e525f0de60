package dev.tapedeck.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists in documents are those of the code. */
class ListsTest {

    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    @Test
    void everyReasonOfAVerdictIsExplained() throws IOException {
        assertThat(firstCells("docs/verdicts.md"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                names(DropReason.values(), DropReason::label),
                                names(DivertReason.values(), DivertReason::label),
                                names(DeadLetterReason.values(), DeadLetterReason::label))
                        .flatMap(Function.identity())
                        .toList());
    }

    @Test
    void everyAlertHasARunbook() throws IOException {
        List<String> alerts = found("deploy/monitoring/alerts.yml", "- alert: (\\w+)");
        assertThat(found("docs/runbooks.md", "(?m)^## (\\w+)$")).isEqualTo(alerts);
        assertThat(found("deploy/monitoring/alerts.yml", "runbook_url: docs/runbooks\\.md#(\\w+)"))
                .isEqualTo(alerts.stream().map(String::toLowerCase).toList());
    }

    private static <T> Stream<String> names(T[] values, Function<T, String> text) {
        return Arrays.stream(values).map(text);
    }

    private static List<String> firstCells(String document) throws IOException {
        return Files.readAllLines(Path.of(document)).stream()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> CODE.matcher(line.split("\\|")[1]).results().map(match -> match.group(1)))
                .toList();
    }

    private static List<String> found(String file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
