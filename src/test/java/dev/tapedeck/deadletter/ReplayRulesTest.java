package dev.tapedeck.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
        assertThat(OriginHeaders.withOrigin(most, FIRST)).isEqualTo(most);
    }

    @Test
    void replayedHeaders_areTheOldOnesAndTheFirstOrigin() {
        MessageHeaders original = new MessageHeaders(List.of(new Entry("token", "t".getBytes(UTF_8))));
        MessageHeaders once = OriginHeaders.withOrigin(original, FIRST);
        assertThat(once.entries()).startsWith(original.entries().getFirst()).hasSize(2);
        assertThat(once.text("replay-of")).isEqualTo("recordings-3@42");
        assertThat(OriginHeaders.withOrigin(once, new RecordPosition("recordings", 3, 99)))
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
    void pace_waitsForWhatIsDoneTooEarly() {
        Instant[] now = {Instant.EPOCH};
        List<Duration> waits = new ArrayList<>();
        RateLimit pace = new RateLimit(10, () -> now[0], (delay, task) -> {
            waits.add(delay);
            now[0] = now[0].plus(delay);
            task.run();
        });
        pace.did(5);
        pace.did(5);
        now[0] = now[0].plusSeconds(10);
        pace.did(5);
        assertThat(waits).containsExactly(Duration.ofMillis(500), Duration.ofMillis(500));
    }

    @Test
    void textsOfOthers_cannotSteerATerminal() {
        assertThat(TerminalText.text("a\u001b[2J\r\nb\u202ec\ud800", 20))
                .isEqualTo("a\u00b7[2J\u00b7\u00b7b\u00b7c\u00b7");
        assertThat(TerminalText.text("\ud83d\ude00".repeat(5), 3)).isEqualTo("\ud83d\ude00".repeat(3) + "...");
    }

    private static String drawn(boolean terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProgressBar bar = new ProgressBar(new PrintStream(bytes, true, UTF_8), terminal, 4);
        bar.add(1);
        bar.add(3);
        bar.end();
        return bytes.toString(UTF_8);
    }
}
