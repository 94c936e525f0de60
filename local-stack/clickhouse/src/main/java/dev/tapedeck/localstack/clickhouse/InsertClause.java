package dev.tapedeck.localstack.clickhouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an INSERT says what its rows look like. Positions are indexes into the text of the statement. */
sealed interface InsertClause {

    /** {@code VALUES} at the given position; rows follow it. */
    record Values(int at) implements InsertClause {}

    /** {@code FORMAT name} at the given position; rows begin at {@code dataAt}. */
    record Format(int at, String name, int dataAt) implements InsertClause {}

    /** An INSERT that names neither. */
    record Open() implements InsertClause {}

    /** No INSERT, or one that takes its rows from a SELECT or a file. */
    record None() implements InsertClause {}

    /** Quoted text, comments, parentheses, and words: what has to be told apart to find a clause. */
    Pattern TOKEN = Pattern.compile(
            "'(?:[^'\\\\]|\\\\.|'')*+'|`(?:[^`\\\\]|\\\\.)*+`|\"(?:[^\"\\\\]|\\\\.)*+\""
                    + "|--[^\\n]*+|/\\*.*?\\*/"
                    + "|(?<open>\\()|(?<close>\\))|(?<word>[A-Za-z_][A-Za-z_0-9.]*+)",
            Pattern.DOTALL);

    Pattern FORMAT_NAME = Pattern.compile("\\s+(\\w+)[ \\t\\r]*\\n?");

    static InsertClause find(String sql) {
        Matcher token = TOKEN.matcher(sql);
        int depth = 0;
        boolean insert = false;
        while (token.find()) {
            if (token.group("open") != null) {
                depth++;
            } else if (token.group("close") != null) {
                depth--;
            } else if (token.group("word") != null && depth == 0) {
                String word = token.group("word").toUpperCase();
                if (!insert && !word.equals("INSERT")) {
                    return new None();
                }
                insert = true;
                switch (word) {
                    case "SELECT", "WITH", "INFILE" -> {
                        return new None();
                    }
                    case "VALUES" -> {
                        return new Values(token.start());
                    }
                    case "FORMAT" -> {
                        return format(sql, token.start(), token.end());
                    }
                    default -> {}
                }
            }
        }
        return insert ? new Open() : new None();
    }

    private static InsertClause format(String sql, int at, int end) {
        Matcher name = FORMAT_NAME.matcher(sql).region(end, sql.length());
        return name.lookingAt() ? new Format(at, name.group(1), name.end()) : new None();
    }
}
