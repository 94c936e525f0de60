package dev.tapedeck.scan.json;

import java.nio.charset.StandardCharsets;

/** JSON numbers: their grammar (RFC 8259, section 6) and their values as IEEE 754 doubles, as JavaScript reads them. */
public final class Numbers {

    /** Up to this many digits an integer is an exact double, and so is every power of ten up to this one. */
    private static final int EXACT_DIGITS = 15;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Numbers() {}

    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a number may hold this byte. */
    static boolean isPart(int c) {
        return isDigit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }

    /** Whether the bytes are a JSON number, all of them. */
    static boolean isNumber(byte[] text, int start, int end) {
        int i = start < end && text[start] == '-' ? start + 1 : start;
        int whole = digits(text, i, end);
        if (whole == i || (text[i] == '0' && whole > i + 1)) {
            return false;
        }
        i = whole;
        if (i < end && text[i] == '.') {
            int fraction = digits(text, i + 1, end);
            if (fraction == i + 1) {
                return false;
            }
            i = fraction;
        }
        if (i < end && (text[i] == 'e' || text[i] == 'E')) {
            i++;
            if (i < end && (text[i] == '+' || text[i] == '-')) {
                i++;
            }
            int exponent = digits(text, i, end);
            if (exponent == i) {
                return false;
            }
            i = exponent;
        }
        return i == end;
    }

    private static int digits(byte[] text, int start, int end) {
        int i = start;
        while (i < end && isDigit(text[i])) {
            i++;
        }
        return i;
    }

    /**
     * The value of a valid JSON number. An integer and a power of ten that both are exact give the nearest double in one
     * division; only longer numbers and exponents need text.
     */
    public static double value(byte[] text, int start, int end) {
        boolean negative = text[start] == '-';
        long digits = 0;
        int count = 0;
        int fraction = 0;
        boolean point = false;
        for (int i = negative ? start + 1 : start; i < end; i++) {
            int c = text[i];
            if (isDigit(c) && count < EXACT_DIGITS) {
                digits = digits * 10 + (c - '0');
                count++;
                fraction += point ? 1 : 0;
            } else if (c == '.') {
                point = true;
            } else {
                return Double.parseDouble(new String(text, start, end - start, StandardCharsets.US_ASCII));
            }
        }
        double value = digits / POWERS[fraction];
        return negative ? -value : value;
    }

    /** The value of a valid JSON number if it is a whole one from 0 to 2^31-1, however it is spelt; else -1. */
    public static int small(byte[] text, int start, int end) {
        double value = value(text, start, end);
        int whole = (int) value;
        return whole == value && whole >= 0 ? whole : -1;
    }
}
