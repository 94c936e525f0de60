package dev.tapedeck.localstack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes scripts apart into statements. A semicolon in quotes or in a comment ends nothing. */
final class SqlScript {

    private static final Pattern TOKEN = Pattern.compile("""
            (?<quoted>'(?:[^'\\\\]|\\\\.)*+'|`[^`]*+`|"[^"]*+")\
            |(?<comment>--[^\\n]*+|/\\*.*?\\*/)|(?<end>;)""", Pattern.DOTALL);

    private SqlScript() {}

    /** The statements of a script, without comments and without the semicolons. */
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        Matcher token = TOKEN.matcher(script);
        int from = 0;
        while (token.find()) {
            statement.append(script, from, token.start());
            from = token.end();
            if (token.group("quoted") != null) {
                statement.append(token.group());
            } else if (token.group("end") != null) {
                take(statement, statements);
            }
        }
        statement.append(script, from, script.length());
        take(statement, statements);
        return statements;
    }

    private static void take(StringBuilder statement, List<String> statements) {
        if (!statement.toString().isBlank()) {
            statements.add(statement.toString().strip());
        }
        statement.setLength(0);
    }
}
