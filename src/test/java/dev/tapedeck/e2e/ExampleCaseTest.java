package dev.tapedeck.e2e;

import static dev.tapedeck.e2e.EndToEndCase.written;
import static dev.tapedeck.e2e.RrwebEvent.meta;
import static dev.tapedeck.e2e.RrwebEvent.mouse;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of a new case in the documents: it compiles, is formatted, and is none of the table yet. */
class ExampleCaseTest {

    private static final int DOUBLE_CLICK = 4;
    private static final Path SOURCE = Path.of("src/test/java/dev/tapedeck/e2e/ExampleCaseTest.java");
    private static final String BEGIN = "        return List.of(\n";

    /** The first is that of the document, as deep in the text as in the table. */
    private static List<EndToEndCase> example() {
        return List.of(
                written(
                        "double-clicks",
                        "a double click is a click too",
                        Payload.of("a", meta("https://example.com"), mouse(DOUBLE_CLICK, 1))),
                Cases.all().getFirst());
    }

    @Test
    void theDocumentShowsThisVeryText() throws IOException {
        String source = Files.readString(SOURCE);
        int begin = source.indexOf(BEGIN) + BEGIN.length();
        String shown = source.substring(begin, source.indexOf("                Cases.all().getFirst()", begin));
        assertThat(Files.readString(Path.of("docs/development.md"))).contains("```java\n" + shown + "```\n");
    }

    @Test
    void itIsNewToTheTable() {
        String name = example().getFirst().name();
        assertThat(Cases.all()).extracting(EndToEndCase::name).doesNotContain(name);
    }
}
