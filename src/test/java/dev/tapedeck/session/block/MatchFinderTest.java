package dev.tapedeck.session.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MatchFinderTest {

    /** The format of zstd knows no shorter ones. */
    private static final int SHORTEST_MATCH = 3;

    private final MatchFinder finder = new MatchFinder();

    @Property(tries = 2_000)
    void theSequencesOfAllParts_areTheText(
            @ForAll @IntRange(max = 5_000) int length,
            @ForAll @IntRange(min = 1, max = 20) int alphabet,
            @ForAll @IntRange(min = 1, max = 6_000) int part,
            @ForAll long seed) {
        byte[] text = repetitive(length, alphabet, new Random(seed));

        assertThat(written(text, part)).isEqualTo(text);
    }

    @Test
    void aTextThatRepeatsItself_isOneMatchAPart() {
        byte[] text = new byte[100_000];
        Arrays.fill(text, (byte) 'a');
        finder.begin(text.length);

        assertThat(finder.find(text, 0, 60_000).count()).isEqualTo(2);
        assertThat(finder.find(text, 60_000, text.length).count()).isEqualTo(2);
    }

    /** One of two equal stretches, at the longest distance and one byte beyond. */
    @Test
    void whatLiesFurtherBackThanTheWindow_isNoMatch() {
        assertThat(distanceOfNoise(MatchFinder.WINDOW)).isEqualTo(MatchFinder.WINDOW);
        assertThat(distanceOfNoise(MatchFinder.WINDOW + 1)).isZero();
    }

    @Test
    void nothingIsKeptOfTheTextBefore() {
        byte[] text = repetitive(3_000, 5, new Random(1));
        finder.begin(text.length);
        Sequences found = finder.find(text, 0, text.length);
        int alone = found.count();
        int[] sequences = Arrays.copyOf(found.ints(), alone * Sequences.INTS);
        finder.begin(1 << 20);
        finder.find(repetitive(1 << 20, 3, new Random(2)), 0, 1 << 20);

        finder.begin(text.length);

        assertThat(finder.find(text, 0, text.length).count()).isEqualTo(alone);
        assertThat(found.ints()).startsWith(sequences);
    }

    /** The distance at which the second of two equal stretches of noise is found, which the text ends with; 0 if it is not. */
    private int distanceOfNoise(int distance) {
        byte[] stretch = new byte[100];
        new Random(3).nextBytes(stretch);
        byte[] text = new byte[distance + 2 * stretch.length];
        System.arraycopy(stretch, 0, text, stretch.length, stretch.length);
        System.arraycopy(stretch, 0, text, stretch.length + distance, stretch.length);
        finder.begin(text.length);
        finder.find(text, 0, text.length - stretch.length);
        Sequences found = finder.find(text, text.length - stretch.length, text.length);
        return found.count() == 1 ? 0 : found.ints()[0];
    }

    /** The text as a reader writes it down from the sequences of its parts. */
    private byte[] written(byte[] text, int part) {
        byte[] written = new byte[text.length];
        finder.begin(text.length);
        for (int from = 0; from < text.length; from += part) {
            int to = Math.min(text.length, from + part);
            assertThat(write(text, from, finder.find(text, from, to), written)).isEqualTo(to);
        }
        return written;
    }

    private int write(byte[] text, int from, Sequences found, byte[] written) {
        int[] sequences = found.ints();
        int at = from;
        for (int i = 0; i < found.count() * Sequences.INTS; i += Sequences.INTS) {
            System.arraycopy(text, at, written, at, sequences[i + 1]);
            at += sequences[i + 1];
            boolean last = i == (found.count() - 1) * Sequences.INTS;
            assertThat(sequences[i + 2] >= SHORTEST_MATCH).isNotEqualTo(last);
            for (int end = at + sequences[i + 2]; at < end; at++) {
                written[at] = written[at - sequences[i]];
            }
        }
        return at;
    }

    /** Noise, and copies of what came before with a few bytes that differ. */
    private static byte[] repetitive(int length, int alphabet, Random random) {
        byte[] text = new byte[length];
        int at = 0;
        while (at < length) {
            int run = Math.min(length - at, 1 + random.nextInt(60));
            int back = at > 0 && random.nextInt(3) > 0 ? 1 + random.nextInt(at) : 0;
            for (int end = at + run; at < end; at++) {
                boolean copied = back > 0 && random.nextInt(20) > 0;
                text[at] = copied ? text[at - back] : (byte) random.nextInt(alphabet);
            }
        }
        return text;
    }
}
