package dev.tapedeck.scan.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON tree by Jackson that loses nothing: numbers as they are spelled, members in order with their repeats. Slow and
 * obvious; the measure that the scanner is held against.
 */
public sealed interface Json {

    record Text(String value) implements Json {}

    record Numeral(String spelling) implements Json {
        double value() {
            return Double.parseDouble(spelling);
        }
    }

    record Literal(String word) implements Json {}

    record Array(List<Json> elements) implements Json {}

    record Member(String name, Json value) {}

    record Obj(List<Member> members) implements Json {
        /** The last member of this name. */
        @Nullable Json get(String name) {
            return members.reversed().stream()
                    .filter(member -> member.name().equals(name))
                    .map(Member::value)
                    .findFirst()
                    .orElse(null);
        }
    }

    JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100_000)
                    .maxNumberLength(10_000_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Jackson looks at the low byte of an escape's digits only, and so takes U+0A34 for a 4. */
    Pattern FOREIGN_DIGIT = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*+\\\\u[0-9a-fA-F]{0,3}+[^\\x00-\\x7F]");

    /** The tree of a text that is JSON from end to end, or null when it is not. */
    static @Nullable Json parse(String text) {
        // Jackson steps over a byte order mark; JSON does not know one.
        if (text.startsWith("\uFEFF")) {
            return null;
        }
        if (FOREIGN_DIGIT.matcher(text).find()) {
            return null;
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            Json tree = tree(parser);
            return parser.nextToken() == null ? tree : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static Json tree(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                List<Member> members = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.add(new Member(name, tree(parser)));
                }
                yield new Obj(members);
            }
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(tree(parser));
                }
                yield new Array(elements);
            }
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
            default -> new Literal(parser.getText());
        };
    }
}
