package dev.tapedeck.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayRulesTest {

    private static final RecordPosition FIRST = new RecordPosition("recordings", 3, 42);

    /** With one more it would be a dead letter again. */
    @Test
    void asManyHeadersAsMayBe_areLeftAsTheyAre() {
        MessageHeaders most = new MessageHeaders(
                Collections.nCopies(MessageHeaders.MOST, new MessageHeaders.Entry("name", new byte[1])));
        assertThat(DeadLetter.withOrigin(most, FIRST)).isEqualTo(most);
    }

    @Test
    void replayedHeaders_areTheOldOnesAndTheFirstOrigin() {
        MessageHeaders original = new MessageHeaders(List.of(new Entry("token", "t".getBytes(UTF_8))));
        MessageHeaders once = DeadLetter.withOrigin(original, FIRST);
        assertThat(once.entries()).startsWith(original.entries().getFirst()).hasSize(2);
        assertThat(once.text("replay-of")).isEqualTo("recordings-3@42");
        assertThat(DeadLetter.withOrigin(once, new RecordPosition("recordings", 3, 99)))
                .isEqualTo(once);
    }

    @Test
    void bar_isDrawnOverItselfOnATerminal() {
        assertThat(drawn(true))
                .isEqualTo("\r[##########..............................] 1 of 4"
                        + "\r[########################################] 4 of 4" + System.lineSeparator());
    }

    @Test
    void bar_isLinesWhereThereIsNoTerminal() {
        assertThat(drawn(false)).isEqualTo("1 of 4%n4 of 4%n".formatted());
    }

    @Test
    void textsOfOthers_cannotSteerATerminal() {
        assertThat(TerminalText.text("a\u001b[2J\r\nb\u202ec\ud800", 20))
                .isEqualTo("a\u00b7[2J\u00b7\u00b7b\u00b7c\u00b7");
        assertThat(TerminalText.text("\ud83d\ude00".repeat(5), 3)).isEqualTo("\ud83d\ude00".repeat(3) + "...");
    }

    private static String drawn(boolean terminal) {
        StringWriter drawn = new StringWriter();
        ProgressBar bar = new ProgressBar(new PrintWriter(drawn), terminal, 4);
        bar.add(1);
        bar.add(3);
        bar.end();
        return drawn.toString();
    }
}
