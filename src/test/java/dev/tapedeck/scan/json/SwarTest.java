package dev.tapedeck.scan.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SwarTest {

    /** Every pair of bytes, at changing places of a word of plain text. */
    @Test
    void tellsSequencesOfTwoBytesFromAllElse() {
        for (int pair = 0; pair < 0x1_0000; pair++) {
            byte[] text = "abcdefghijkl".getBytes(StandardCharsets.US_ASCII);
            int at = pair % 7;
            text[at] = (byte) (pair >> 8);
            text[at + 1] = (byte) pair;
            if (text[at] >= 0 && text[at + 1] >= 0) {
                continue;
            }
            long word = Swar.load(text, 0);
            boolean wellFormed = Utf8.sequence(text, at, text.length) == 2
                    || (at == 6 && text[at] >= 0 && Utf8.sequence(new byte[] {text[7], (byte) 0x80}, 0, 2) == 2);

            assertThat(Swar.twoByteSequences(word, word & Swar.HIGH))
                    .as("%04x at %d", pair, at)
                    .isEqualTo(wellFormed);
        }
    }

    @Property
    void findsTheFirstSpecialByte(@ForAll @Size(8) byte[] text) {
        int first = 0;
        while (first < 8 && text[first] != '"' && text[first] != '\\' && (text[first] & 0xFF) >= ' ') {
            first++;
        }

        long specials = Swar.specials(Swar.load(text, 0));

        assertThat(Swar.count(specials)).isEqualTo(first);
        assertThat(Swar.before(specials)).isEqualTo(first == 8 ? -1L : (1L << 8 * first) - 1);
    }
}
