package dev.tapedeck.scan.json;

/** Copies the numbers and literals of {@link EscapedJson}. */
final class EscapedScalars {

    private final Spelling spelling;

    EscapedScalars(Spelling spelling) {
        this.spelling = spelling;
    }

    /** Copies a number or a literal whose first character is spelled plainly. */
    long scalar(byte[] source, byte[] target, int p, int d, int safe) {
        int c = source[p];
        if (c < '1' || c > '9') {
            return otherScalar(p, d);
        }
        int begin = p;
        int digits;
        do {
            long word = Swar.load(source, p);
            Swar.store(target, d, word);
            digits = Swar.digits(word);
            p += digits;
            d += digits;
        } while (digits == Long.BYTES && p <= safe);
        c = source[p];
        if (c == ',' || c == '}' || c == ']') {
            return Place.of(p, d);
        }
        return spelled(begin, d - (p - begin));
    }

    private long otherScalar(int p, int d) {
        byte[] source = spelling.source;
        byte[] target = spelling.target;
        long word = Swar.load(source, p);
        int length = JsonLiterals.length(word);
        Swar.store(target, d, word);
        return length > 0 ? Place.of(p + length, d + length) : spelled(p, d);
    }

    /** Copies a number or a literal, in whatever spelling. */
    long spelled(int p, int d) {
        byte[] source = spelling.source;
        byte[] target = spelling.target;
        int begin = d;
        while (p <= spelling.safe) {
            int c = source[p] == '\\' ? spelling.unit(p) : spelling.plain(p);
            if (!Numbers.isPart(c) && (c < 'a' || c > 'z')) {
                return Numbers.isNumber(target, begin, d) || JsonLiterals.is(target, begin, d)
                        ? Place.of(p, d)
                        : Place.BROKEN;
            }
            target[d++] = (byte) c;
            p += spelling.width;
        }
        return spelling.starve();
    }
}
