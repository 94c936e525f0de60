package dev.tapedeck.documentation;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sentences of documents, Javadoc and messages.
 *
 * @param place the file
 * @param text one sentence, without markup
 */
record Prose(Path place, String text) {

    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern END = Pattern.compile("(?<=[.!?:;])(?<!e\\.g\\.)\\s+(?=[A-Z`*\\[(\"'0-9])");

    /** How many words it has. A word has a letter or a digit. */
    int words() {
        return (int) Arrays.stream(text.split("\\s+"))
                .filter(word -> word.chars().anyMatch(Character::isLetterOrDigit))
                .count();
    }

    /** All of a Markdown document; code blocks apart. A line of a table is cut into its cells. */
    static List<Prose> ofDocument(Path file) throws IOException {
        List<String> blocks = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        boolean code = false;
        for (String line : Files.readAllLines(file)) {
            boolean fence = line.strip().startsWith("```");
            boolean table = line.startsWith("|");
            boolean begins = line.isBlank() || line.startsWith("#") || line.matches("\\s*([*+-]|\\d+\\.) .*");
            if (fence || table || begins || code) {
                blocks.add(open.toString());
                open.setLength(0);
            }
            code ^= fence;
            if (table) {
                blocks.addAll(Arrays.asList(line.split("(?<!\\\\)\\|")));
            } else if (!fence && !code) {
                open.append(line).append(' ');
            }
        }
        blocks.add(open.toString());
        return blocks.stream().flatMap(block -> sentences(file, block)).toList();
    }

    /** All Javadoc of a source. */
    static List<Prose> ofJavadoc(Path file) throws IOException {
        return JAVADOC.matcher(Files.readString(file))
                .results()
                .map(comment -> comment.group(1).replaceAll("(?m)^\\s*\\*", "").replaceAll("(?s)<pre>.*?</pre>", ""))
                .flatMap(comment -> Arrays.stream(comment.split(
                        "(?m)(^\\s*@(param \\S+|return|throws \\S+|see)|</?(p|li|ul|tr|td|table|caption)>)")))
                .flatMap(part -> sentences(file, part))
                .toList();
    }

    /** All texts of sources that may be written to people: literals of one line with more than two words. */
    static List<Prose> ofLiterals(List<Path> sources) throws IOException {
        List<Prose> all = new ArrayList<>();
        for (CompilationUnitTree unit : Sources.parse(sources).units()) {
            Path file = Path.of(unit.getSourceFile().getName());
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void nothing) {
                    if (literal.getValue() instanceof String text
                            && text.split(" ").length > 2
                            && !text.contains("\n")) {
                        sentences(file, text).forEach(all::add);
                    }
                    return null;
                }
            }.scan(unit, null);
        }
        return all;
    }

    private static Stream<Prose> sentences(Path file, String block) {
        String plain = block.replaceAll("\\{@\\w+\\s+[^}]*}", "X")
                .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                .replaceAll("`[^`]*`", "X")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ")
                .strip();
        return END.splitAsStream(plain).filter(text -> !text.isBlank()).map(text -> new Prose(file, text));
    }
}
