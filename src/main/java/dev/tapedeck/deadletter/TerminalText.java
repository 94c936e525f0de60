package dev.tapedeck.deadletter;

/** Texts of others, made fit for a terminal. */
public final class TerminalText {

    private static final char STRANGE = '\u00b7';

    private TerminalText() {}

    /** At most so many characters, without any that move the cursor, change colours or hide. */
    public static String text(String text, int limit) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), limit));
        text.codePoints().limit(limit).forEach(one -> {
            if (visible(one)) {
                plain.appendCodePoint(one);
            } else {
                plain.append(STRANGE);
            }
        });
        return text.codePointCount(0, text.length()) > limit ? plain + "..." : plain.toString();
    }

    private static boolean visible(int one) {
        return switch (Character.getType(one)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
