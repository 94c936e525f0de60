package dev.tapedeck.scan.json;

/** UTF-16 text with and without surrogates that lack their other half. */
public final class Surrogates {

    private static final char REPLACEMENT = '\uFFFD';

    private Surrogates() {}

    /** Whether the unit at {@code i} is half of a pair whose other half is not beside it. */
    public static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    /** The text with U+FFFD for each lone surrogate. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLoneSurrogate(text, i)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder result = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (isLoneSurrogate(text, i)) {
                result.setCharAt(i, REPLACEMENT);
            }
        }
        return result.toString();
    }

    /** The text's first {@code units} UTF-16 units, one less where that would part a pair. */
    public static String cut(String text, int units) {
        if (text.length() <= units) {
            return text;
        }
        boolean parts =
                Character.isHighSurrogate(text.charAt(units - 1)) && Character.isLowSurrogate(text.charAt(units));
        return text.substring(0, parts ? units - 1 : units);
    }
}
