package dev.tapedeck.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Short sentences, and the words of the glossary. Readers are engineers whose first language is often not English. */
class LanguageTest {

    private static final int MOST_WORDS = 35;

    /** What the glossary replaces. */
    private static final List<Pattern> REPLACED = Stream.of(
                    "\\bdefects?\\b",
                    "(?<![Dd]ead[- ])\\b[Ll]etters?\\b",
                    "\\b(is|are|was|were|be) away\\b",
                    "\\b(bod(y|ies)|messages?|values?) (is|are|was|were|be|when|that is) (inflated|deflated)\\b")
            .map(Pattern::compile)
            .toList();

    @Test
    void documentsAreInPlainLanguage() throws IOException {
        List<Prose> all = new ArrayList<>();
        for (Path file : files("docs", ".md")) {
            all.addAll(Prose.ofDocument(file));
        }
        all.addAll(Prose.ofDocument(Path.of("README.md")));
        check(all);
    }

    @Test
    void javadocIsInPlainLanguage() throws IOException {
        List<Prose> all = new ArrayList<>();
        for (Path file : files("src/main/java", ".java")) {
            all.addAll(Prose.ofJavadoc(file));
        }
        check(all);
    }

    @Test
    void messagesAreInPlainLanguage() throws IOException {
        List<Prose> all = new ArrayList<>();
        for (Path file : files("src/main/java", ".java")) {
            all.addAll(Prose.ofStrings(file));
        }
        check(all);
    }

    private static void check(List<Prose> all) {
        List<String> faults = new ArrayList<>();
        for (Prose sentence : all) {
            if (sentence.words() > MOST_WORDS) {
                faults.add(sentence.words() + " words: " + sentence.place() + ": " + sentence.text());
            }
            REPLACED.stream()
                    .filter(word -> word.matcher(sentence.text()).find())
                    .forEach(word -> faults.add(word + ": " + sentence.place() + ": " + sentence.text()));
        }
        assertThat(faults).isEmpty();
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.endsWith(Path.of("docs/glossary.md")))
                    .sorted()
                    .toList();
        }
    }
}
