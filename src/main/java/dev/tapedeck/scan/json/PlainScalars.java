package dev.tapedeck.scan.json;

/** The numbers and literals of {@link PlainJson}. */
final class PlainScalars {

    private static final int BROKEN = -1;

    private PlainScalars() {}

    /** The index after the number at {@code p}, which begins with 1 to 9; negative when it is none. */
    static int integer(byte[] text, int p, int limit) {
        int i = p + 1;
        while (i < limit && text[i] >= '0' && text[i] <= '9') {
            i++;
        }
        return i < limit && (text[i] == ',' || text[i] == '}' || text[i] == ']') ? i : number(text, p, limit);
    }

    /** The index after the value at {@code p}; negative when it is none. */
    static int scalar(byte[] text, int p, int limit) {
        return switch (text[p]) {
            case 't' -> literal(text, p, limit, "true");
            case 'f' -> literal(text, p, limit, "false");
            case 'n' -> literal(text, p, limit, "null");
            default -> number(text, p, limit);
        };
    }

    private static int literal(byte[] text, int p, int limit, String word) {
        if (p + word.length() > limit) {
            return BROKEN;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[p + i] != word.charAt(i)) {
                return BROKEN;
            }
        }
        return p + word.length();
    }

    private static int number(byte[] text, int p, int limit) {
        int i = p;
        while (i < limit && Numbers.isPart(text[i])) {
            i++;
        }
        return Numbers.isNumber(text, p, i) ? i : BROKEN;
    }
}
