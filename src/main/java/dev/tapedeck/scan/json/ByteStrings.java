package dev.tapedeck.scan.json;

/**
 * JSON strings that stand for bytes: each character, up to U+00FF, is one. Such strings are noise to a branch predictor, so
 * eight bytes are decoded at a time without asking what they are: in UTF-8, a character from U+0080 on is a lead C2 or C3, which gives no
 * byte, and a continuation, which is the byte itself but for bit 6, bit 0 of the lead. Only escapes are told apart.
 */
public final class ByteStrings {

    /** What {@link #decode} returns if a character stands for no byte. */
    static final int FAILED = -1;

    private int end;

    /** Where the string decoded last has its closing quote. */
    public int end() {
        return end;
    }

    /**
     * Decodes a string.
     *
     * @param json holds a valid JSON string whose content begins at {@code start}, and seven readable bytes behind it
     * @param to where to; has room for as many bytes as the string takes, and seven more
     * @param at the index of the first byte to write
     * @return the index after the last byte written
     */
    public int decode(byte[] json, int start, byte[] to, int at) {
        int i = start;
        while (true) {
            long word = Swar.load(json, i);
            long specials = Swar.specials(word);
            long before = Swar.before(specials);
            long leads = Swar.leads(word, word & Swar.HIGH) & before;
            // Bits 5 to 2 of a lead up to C3 are zero.
            if ((leads & (word << 2 | word << 3 | word << 4 | word << 5)) != 0) {
                return FAILED;
            }
            long bytes = word | (word & leads >>> 7) << 14;
            Swar.store(to, at, Long.compress(bytes, ~((leads << 1) - (leads >>> 7))));
            int open = Swar.openEnd(word, specials);
            int taken = Swar.count(specials) - open;
            i += taken;
            at += taken + open - Long.bitCount(leads);
            if (specials == 0) {
                continue;
            }
            if (json[i] == '"') {
                end = i;
                return at;
            }
            int letter = json[i + 1];
            int unit = letter == 'u' ? Escapes.hex(json, i + 2) : Escapes.meaning(letter);
            if (unit > 0xFF) {
                return FAILED;
            }
            to[at++] = (byte) unit;
            i += letter == 'u' ? 6 : 2;
        }
    }
}
