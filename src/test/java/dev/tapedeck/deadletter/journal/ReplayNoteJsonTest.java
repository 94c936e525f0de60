package dev.tapedeck.deadletter.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.deadletter.journal.ReplayJournal.Note;
import dev.tapedeck.kafka.message.RecordPosition;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayNoteJsonTest {

    private static final Note NOTE = new Note(
            new RecordPosition("recordings", 3, 42),
            new RecordPosition("dlq", 0, 7),
            new RecordPosition("recordings", 3, 99),
            Instant.parse("2026-11-24T10:00:00Z"),
            "someone \"odd\"");

    @Test
    void note_isReadAsItWasWritten() {
        assertThat(ReplayNoteJson.read(ReplayNoteJson.write(NOTE))).isEqualTo(NOTE);
        assertThat(ReplayNoteJson.key(NOTE.origin())).asString(UTF_8).isEqualTo("recordings/3/42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"origin_topic\":\"t\"}", "no JSON", "{\"at\":{\"a\":[1]}}"})
    void whatIsNoNote_isNone(String text) {
        assertThat(ReplayNoteJson.read(text.getBytes(UTF_8))).isNull();
        assertThat(ReplayNoteJson.read(null)).isNull();
    }
}
