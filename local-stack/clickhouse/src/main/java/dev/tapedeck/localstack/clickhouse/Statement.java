package dev.tapedeck.localstack.clickhouse;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement as the engine's interface wants it: inserts apart from their data. */
sealed interface Statement {

    Pattern NAMED_FORMAT = Pattern.compile("(?is)\\bFORMAT\\s+(\\w+)\\s*(?:\\bSETTINGS\\b[^)]*)?;?\\s*$");

    /** A statement that is complete in itself, and the format of its result. */
    record Query(byte[] sql, String format) implements Statement {}

    /**
     * An insert that takes rows in {@code format}: first those of {@code head}, then the rest of the request.
     *
     * @param sql the statement without its FORMAT or VALUES clause
     */
    record Insert(byte[] sql, String format, InputStream head) implements Statement {}

    /**
     * Takes the text of a request apart.
     *
     * @param text the statement, and behind it perhaps the beginning of an insert's data
     * @param dataFollows whether the request has data apart from the text
     * @param defaultFormat format where the statement names none; empty for the server's own default
     */
    static Statement parse(byte[] text, boolean dataFollows, String defaultFormat) {
        // One character a byte, so that positions in the text are positions in the bytes.
        String sql = new String(text, StandardCharsets.ISO_8859_1);
        return switch (InsertClause.find(sql)) {
            case InsertClause.Values(int at) -> insert(text, at, "Values", at + "VALUES".length());
            case InsertClause.Format(int at, String name, int dataAt) -> insert(text, at, name, dataAt);
            case InsertClause.Open()
            when dataFollows ->
                insert(text, text.length, defaultFormat.isEmpty() ? "Values" : defaultFormat, text.length);
            case InsertClause.Open(), InsertClause.None() -> new Query(text, resultFormat(sql, defaultFormat));
        };
    }

    private static String resultFormat(String sql, String defaultFormat) {
        Matcher named = NAMED_FORMAT.matcher(sql);
        if (named.find()) {
            return named.group(1);
        }
        return defaultFormat.isEmpty() ? "TabSeparated" : defaultFormat;
    }

    private static Insert insert(byte[] text, int end, String format, int dataAt) {
        byte[] sql = new byte[end];
        System.arraycopy(text, 0, sql, 0, end);
        return new Insert(sql, format, new ByteArrayInputStream(text, dataAt, text.length - dataAt));
    }
}
