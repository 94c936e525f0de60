package dev.tapedeck.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Short sentences, and the words of the glossary. Readers are engineers whose first language is often not English. */
class LanguageTest {

    private static final int MOST_WORDS = 35;

    /** A word that the glossary replaces, and where. */
    private record Replaced(Pattern word, Pattern place) {

        Replaced(String word, String place) {
            this(Pattern.compile(word), Pattern.compile(place));
        }

        boolean isIn(Prose sentence) {
            return place.matcher(sentence.place().toString()).find()
                    && word.matcher(sentence.text()).find();
        }
    }

    private static final List<Replaced> REPLACED = List.of(
            new Replaced("\\b[Dd]efects?\\b", ""),
            // Elsewhere it is one of the alphabet.
            new Replaced("(?<![Dd]ead[- ])\\b[Ll]etters?\\b", "docs/|README|/deadletter/|/output/"),
            new Replaced("\\b(is|are|was|were|be) away\\b", ""),
            new Replaced(
                    "\\b(body|bodies|messages?|values?) (is|are|was|were|be|when|that is) (inflated|deflated)\\b", ""));

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
        check(Prose.ofLiterals(files("src/main/java", ".java")));
    }

    private static void check(List<Prose> all) {
        List<String> faults = new ArrayList<>();
        for (Prose sentence : all) {
            if (sentence.words() > MOST_WORDS) {
                faults.add(sentence.words() + " words: " + sentence.place() + ": " + sentence.text());
            }
            REPLACED.stream()
                    .filter(word -> word.isIn(sentence))
                    .forEach(word -> faults.add(word.word() + ": " + sentence.place() + ": " + sentence.text()));
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
