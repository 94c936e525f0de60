package dev.tapedeck.localstack.clickhouse;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What became of a request. */
sealed interface Answer {

    /** The statement ran. Whoever takes the answer closes the result. */
    record Done(EngineResult result) implements Answer {}

    /**
     * The statement, or the request around it, was refused.
     *
     * @param code ClickHouse's number of the error
     * @param text one line as the server words it: {@code Code: 60. DB::Exception: ...}
     */
    record Refused(int code, String text) implements Answer {

        private static final Pattern SERVER_TEXT = Pattern.compile("Code: (\\d+)\\. DB::");
        private static final int STD_EXCEPTION = 1001;

        /** Reads the code out of the engine's own text, and drops what stands in front of it. */
        static Refused ofEngineText(String text) {
            Matcher matcher = SERVER_TEXT.matcher(text);
            return matcher.find()
                    ? new Refused(Integer.parseInt(matcher.group(1)), text.substring(matcher.start()))
                    : of(STD_EXCEPTION, text);
        }

        static Refused of(int code, String message) {
            return new Refused(code, "Code: " + code + ". DB::Exception: " + message);
        }

        /** The status that the server gives to errors of this kind. */
        int httpStatus() {
            return switch (code) {
                case 6, 26, 27, 33, 36, 38, 41, 53, 62, 69, 72, 73, 115, 117, 456 -> 400;
                case 192, 194, 497, 516 -> 403;
                case 16, 46, 47, 50, 56, 60, 61, 81 -> 404;
                case 48 -> 501;
                default -> 500;
            };
        }
    }
}
