package dev.tapedeck.scan.json;

import java.util.Arrays;

/** The escapes of JSON strings (RFC 8259, section 7). */
final class Escapes {

    private static final byte[] HEX = new byte[256];
    private static final byte[] MEANING = new byte[256];

    static {
        Arrays.fill(HEX, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            HEX[Character.forDigit(digit, 16)] = (byte) digit;
            HEX[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
        Arrays.fill(MEANING, (byte) -1);
        String letters = "\"\\/bfnrt";
        String meanings = "\"\\/\b\f\n\r\t";
        for (int i = 0; i < letters.length(); i++) {
            MEANING[letters.charAt(i)] = (byte) meanings.charAt(i);
        }
    }

    private Escapes() {}

    /** What the letter after a backslash stands for; -1 when it is none, also for {@code u}. */
    static int meaning(int letter) {
        return MEANING[letter & 0xFF];
    }

    /** The index after the escape whose backslash is at {@code i}; negative when it is none or goes beyond {@code limit}. */
    static int end(byte[] text, int i, int limit) {
        if (i + 1 >= limit) {
            return -1;
        }
        if (text[i + 1] != 'u') {
            return meaning(text[i + 1]) >= 0 ? i + 2 : -1;
        }
        return i + 6 <= limit && hex(text, i + 2) >= 0 ? i + 6 : -1;
    }

    /** The value of a hexadecimal digit; -1 when it is none. */
    static int digit(int c) {
        return HEX[c & 0xFF];
    }

    /** The code unit that four hexadecimal digits name; negative when they are not four. */
    static int hex(byte[] text, int i) {
        return HEX[text[i] & 0xFF] << 12
                | HEX[text[i + 1] & 0xFF] << 8
                | HEX[text[i + 2] & 0xFF] << 4
                | HEX[text[i + 3] & 0xFF];
    }
}
