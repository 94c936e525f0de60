package dev.tapedeck.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OperatorMessageTest {

    /** Numbers of earlier versions. They are never given again. */
    private static final List<String> RETIRED = List.of("TD-0021");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (TD-\\d{4}) \\| [^|]{10,} \\| [^|]{5,} \\|$");

    @Test
    void everyMessageIsExplainedOnceAndNoOther() throws IOException {
        String text = Files.readString(Path.of("docs/operations.md"));
        List<String> explained =
                ROW.matcher(text).results().map(row -> row.group(1)).toList();
        List<String> ids =
                Arrays.stream(OperatorMessage.values()).map(OperatorMessage::id).toList();
        assertThat(ids).doesNotHaveDuplicates().doesNotContainAnyElementsOf(RETIRED);
        assertThat(text).contains(RETIRED);
        assertThat(explained).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aMessageBeginsWithItsNumber() {
        assertThat(OperatorMessage.GAP.text("recordings-0#1", 5L, 9L))
                .isEqualTo("TD-0007 lane recordings-0#1: the messages [5, 9) are gone from the topic");
    }
}
