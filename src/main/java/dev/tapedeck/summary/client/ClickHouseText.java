package dev.tapedeck.summary.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values in ClickHouse's statements. */
public final class ClickHouseText {

    private ClickHouseText() {}

    /** A text from outside, in hexadecimal digits. Whatever it contains, it cannot become a part of the statement. */
    public static String text(String value) {
        return "unhex('" + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "')";
    }

    /**
     * A query for texts from outside. It is one literal: a server needs a tenth of a millisecond for each {@link #text}. The literal is
     * materialised. Otherwise the server would compute with a long constant many times.
     */
    public static String texts(Stream<String> values) {
        return "SELECT base64Decode(arrayJoin(splitByChar(',', materialize('"
                + values.map(ClickHouseText::base64).collect(Collectors.joining(",")) + "'))))";
    }

    /** A text from outside, where the statement decodes it. */
    public static String base64(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Divides a list into groups so small that a statement can name all elements of a group.
     *
     * @param literal what a statement says of an element
     */
    public static <T> List<List<T>> parts(List<T> all, Function<T, String> literal) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        int length = 0;
        for (int i = 0; i < all.size(); i++) {
            int next = literal.apply(all.get(i)).length();
            if (i > from && length + next > ClickHouseAccess.STATEMENT_BYTES) {
                parts.add(all.subList(from, i));
                from = i;
                length = 0;
            }
            length += next + 1;
        }
        if (from < all.size()) {
            parts.add(all.subList(from, all.size()));
        }
        return parts;
    }

    /** A text of ours where only a literal may stand, as in settings. */
    public static String quoted(String value) {
        return '\'' + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }
}
