package dev.tapedeck.scan.unwrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InflateTest {

    private static final int START = 3;
    private static final int BEFORE = 5;

    private final Inflate inflation = new Inflate();
    private final Random random = new Random(5);

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "6,0", "9,0", "6,1", "6,2"})
    void inflatesWhatWasDeflated(int level, int strategy) {
        for (int round = 0; round < 2_000; round++) {
            byte[] text = text(random.nextInt(round + 1) * (round % 50 == 0 ? 50 : 1));

            assertThat(inflated(deflated(text, level, strategy), text.length)).isEqualTo(text);
        }
    }

    @Test
    void givesUpOrAgreesOnDamagedData() throws DataFormatException {
        for (int round = 0; round < 20_000; round++) {
            byte[] text = text(1 + random.nextInt(300));
            byte[] data = deflated(text, 6, 0);
            data[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));

            byte[] found = inflated(data, text.length);

            if (found.length > 0) {
                assertThat(found).isEqualTo(reference(data, text.length));
            }
        }
    }

    @Test
    void refusesAnotherLength() {
        byte[] data = deflated("some text, some text".getBytes(StandardCharsets.US_ASCII), 6, 0);

        assertThat(inflated(data, 19)).isEmpty();
        assertThat(inflated(data, 21)).isEmpty();
        assertThat(inflated(Arrays.copyOf(data, data.length - 1), 20)).isEmpty();
        assertThat(inflated(Arrays.copyOf(data, data.length + 1), 20)).isEmpty();
    }

    /** The fixed code has two symbols for lengths that deflate does not know. */
    @ParameterizedTest
    @ValueSource(ints = {286, 287})
    void refusesLengthsThatDoNotExist(int symbol) {
        // A last block of the fixed code: an "a", the symbol, the distance of one, and the end. Codes begin with their
        // highest bit.
        String stream =
                "1" + "10" + "10010001" + Integer.toBinaryString(0b11000000 + symbol - 280) + "00000" + "0000000";
        byte[] data = new byte[stream.length() / 8 + 1];
        for (int i = 0; i < stream.length(); i++) {
            data[i / 8] |= (byte) (stream.charAt(i) - '0' << i % 8);
        }

        assertThat(inflated(data, 1 + 0x7FFF)).isEmpty();
        assertThatThrownBy(() -> reference(data, 1 + 0x7FFF)).isInstanceOf(DataFormatException.class);
    }

    private byte[] inflated(byte[] data, int length) {
        byte[] from = new byte[START + data.length + Inflate.SLACK];
        System.arraycopy(data, 0, from, START, data.length);
        byte[] to = new byte[BEFORE + length + Inflate.SLACK];
        boolean done = inflation.inflate(from, START, START + data.length, to, BEFORE, BEFORE + length);
        return done ? Arrays.copyOfRange(to, BEFORE, BEFORE + length) : new byte[0];
    }

    private static byte[] reference(byte[] data, int length) throws DataFormatException {
        try (Inflater inflater = new Inflater(true)) {
            byte[] text = new byte[length];
            inflater.setInput(data);
            return Arrays.copyOf(text, inflater.inflate(text));
        }
    }

    private static byte[] deflated(byte[] text, int level, int strategy) {
        try (Deflater deflater = new Deflater(level, true)) {
            deflater.setStrategy(strategy);
            deflater.setInput(text);
            deflater.finish();
            byte[] data = new byte[2 * text.length + 100];
            int length = 0;
            while (!deflater.finished()) {
                length += deflater.deflate(data, length, data.length - length);
            }
            return Arrays.copyOf(data, length);
        }
    }

    /** Runs, repetitions from near and far, and noise of several alphabets. */
    private byte[] text(int length) {
        byte[] text = new byte[length];
        int i = 0;
        while (i < length) {
            int part = Math.min(length - i, 1 + random.nextInt(300));
            int kind = random.nextInt(4);
            int alphabet = kind == 0 ? 256 : 1 + random.nextInt(20);
            int distance = i == 0 ? 0 : 1 + random.nextInt(kind == 1 ? Math.min(i, 9) : i);
            for (int end = i + part; i < end; i++) {
                text[i] =
                        kind == 0 || kind == 3 || distance == 0 ? (byte) random.nextInt(alphabet) : text[i - distance];
            }
        }
        return text;
    }
}
