package dev.tapedeck.management.http;

import org.jspecify.annotations.Nullable;

/** Reads what callers send. */
final class Inputs {

    private static final int MOST_DIGITS = 10;

    private Inputs() {}

    /** The number that this text is, if it is one of plain digits in this range; else -1. */
    static int number(@Nullable String text, int least, int most) {
        if (text == null || text.isEmpty() || text.length() > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number < least || number > most ? -1 : (int) number;
    }
}
