package dev.tapedeck.scan.json;

/** Copies the values of {@link EscapedJson}, with all that they hold. */
final class EscapedCopier {

    private final Nesting nesting = new Nesting();
    private final Spelling spelling;
    private final EscapedStrings strings;
    private final EscapedScalars scalars;

    EscapedCopier(Spelling spelling, EscapedStrings strings) {
        this.spelling = spelling;
        this.strings = strings;
        scalars = new EscapedScalars(spelling);
    }

    /*
     * The loop that nearly all bytes pass through, which is why it is one method over local variables: a key where the
     * container is an object, a value, and then commas and closing brackets up to the next value.
     */
    long value(byte[] source, byte[] target, int p, int d, int safe) {
        nesting.clear();
        boolean object = false;
        while (true) {
            if (object) {
                long here = key(source, target, p, d, safe);
                if (here < 0) {
                    return Place.BROKEN;
                }
                p = Place.from(here);
                d = Place.to(here);
            }
            if (p > safe) {
                return spelling.starve();
            }
            int c = source[p];
            int n = 1;
            if (c == '\\' && source[p + 1] == '"') {
                c = '"';
                n = 2;
            } else if (c == ' ' || c == '\\') {
                long here = spelling.gap(p, d);
                if (here < 0) {
                    return Place.BROKEN;
                }
                p = Place.from(here);
                d = Place.to(here);
                c = spelling.unit;
                n = spelling.width;
            }
            if (c == '"' && n > 1) { // of length 1 it is the raw quote that ends the outer string
                target[d] = '"';
                long here = strings.string(source, target, p + n, d + 1, safe);
                if (here < 0) {
                    return Place.BROKEN;
                }
                p = Place.from(here);
                d = Place.to(here);
            } else if (c == '{' || c == '[') {
                target[d++] = (byte) c;
                p += n;
                int close = source[p];
                int m = 1;
                if (close == ' ' || close == '\\' && source[p + 1] != '"') {
                    long here = spelling.gap(p, d);
                    if (here < 0) {
                        return Place.BROKEN;
                    }
                    p = Place.from(here);
                    d = Place.to(here);
                    close = spelling.unit;
                    m = spelling.width;
                }
                if (close != c + 2) {
                    object = c == '{';
                    nesting.push(object);
                    continue;
                }
                target[d++] = (byte) close;
                p += m;
            } else {
                long here = n == 1 ? scalars.scalar(source, target, p, d, safe) : scalars.spelled(p, d);
                if (here < 0) {
                    return Place.BROKEN;
                }
                p = Place.from(here);
                d = Place.to(here);
            }
            while (true) {
                if (nesting.isEmpty()) {
                    return Place.of(p, d);
                }
                if (p > safe) {
                    return spelling.starve();
                }
                c = source[p];
                n = 1;
                if (c == ' ' || c == '\\') {
                    long here = spelling.gap(p, d);
                    if (here < 0) {
                        return Place.BROKEN;
                    }
                    p = Place.from(here);
                    d = Place.to(here);
                    c = spelling.unit;
                    n = spelling.width;
                }
                target[d++] = (byte) c;
                p += n;
                if (c == ',') {
                    break;
                }
                if (c != (object ? '}' : ']')) {
                    return Place.BROKEN;
                }
                object = nesting.pop();
            }
        }
    }

    private long key(byte[] source, byte[] target, int p, int d, int safe) {
        if (p > safe) {
            return spelling.starve();
        }
        int n = 2;
        if (source[p] != '\\' || source[p + 1] != '"') {
            long here = spelling.gap(p, d);
            if (here < 0 || spelling.unit != '"') {
                return Place.BROKEN;
            }
            p = Place.from(here);
            d = Place.to(here);
            n = spelling.width;
        }
        target[d] = '"';
        long here = strings.string(source, target, p + n, d + 1, safe);
        if (here < 0) {
            return Place.BROKEN;
        }
        p = Place.from(here);
        d = Place.to(here);
        n = 1;
        if (source[p] != ':') {
            here = spelling.gap(p, d);
            if (here < 0 || spelling.unit != ':') {
                return Place.BROKEN;
            }
            p = Place.from(here);
            d = Place.to(here);
            n = spelling.width;
        }
        target[d] = ':';
        return Place.of(p + n, d + 1);
    }
}
