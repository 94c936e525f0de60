package dev.tapedeck.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference of all keys is made from the code. {@code -Dupdate-documents} writes it anew. */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/configuration.md");
    private static final String BEGIN = "<!-- made from the code: begin -->\n";
    private static final String END = "<!-- made from the code: end -->";

    @Test
    void theReferenceIsThatOfTheCode() throws IOException {
        String table = ConfigurationReference.of(Path.of("src/main/java")).table();
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        int until = document.indexOf(END);
        if (System.getProperty("update-documents") != null) {
            Files.writeString(DOCUMENT, document.substring(0, from) + table + document.substring(until));
        } else {
            assertThat(document.substring(from, until))
                    .as("write it anew: ./mvnw test -Dtest=ConfigurationDocumentTest -Dupdate-documents")
                    .isEqualTo(table);
        }
    }
}
