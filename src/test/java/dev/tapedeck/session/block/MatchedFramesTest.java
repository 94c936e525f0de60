package dev.tapedeck.session.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.tapedeck.SampleRecording;
import dev.tapedeck.kafka.message.InboundMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchedFramesTest {

    private static final int PART = 128 << 10;
    private static final int MOST = 4 << 20;

    private static final List<InboundMessage> RECORDING = SampleRecording.shipped("rrweb");

    private final MatchedFrames frames = new MatchedFrames(new MatchFinder());

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 40, 300, PART - 1, PART, PART + 1, 3 * PART + 5, MOST, MOST + 1})
    void everyReaderReadsAFrame(int length) {
        byte[] lines = lines(length);

        assertThat(read(compressed(frames, lines), length)).isEqualTo(lines);
    }

    @Test
    void whatFollows_isNotSpoiltByWhatCameBefore() {
        for (int length : new int[] {700_000, 10, 90_000, MOST, 4_000}) {
            byte[] lines = lines(length);
            assertThat(read(compressed(frames, lines), length)).isEqualTo(lines);
        }
    }

    @Test
    void ourMatches_areWorthIt() {
        byte[] lines = lines(1 << 20);

        int theirs = compressed(new ZstdFrames(ZstdFrames.FASTEST), lines).length;

        assertThat(compressed(frames, lines).length).isLessThan(theirs * 97 / 100);
    }

    @Test
    void anOutputThatIsTooShort_isSaid() {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);

        assertThat(frames.compress(noise, noise.length, new byte[9_000])).isEqualTo(Compressor.NO_ROOM);
        assertThat(read(compressed(frames, noise), noise.length)).isEqualTo(noise);
    }

    @Test
    void aDefectOfTheSearch_leavesItToTheLibrary() {
        MatchedFrames defective = new MatchedFrames(new MatchFinder() {
            @Override
            Sequences find(byte[] text, int from, int to) {
                if (from > 0) {
                    throw new IllegalStateException("a defect");
                }
                return super.find(text, from, to);
            }
        });
        byte[] lines = lines(5 * PART);

        byte[] frame = compressed(defective, lines);

        assertThat(read(frame, lines.length)).isEqualTo(lines);
        assertThat(frame.length).isGreaterThan(compressed(frames, lines).length);
    }

    @Test
    void threadsAtWorkAtTheSameTime_haveEachTheirOwn() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> same = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] lines = lines(200_000 + i * 1_000);
                same.add(threads.submit(() -> {
                    byte[] frame = compressed(new MatchedFrames(new MatchFinder()), lines);
                    return Arrays.equals(read(frame, lines.length), lines);
                }));
            }
            for (Future<Boolean> one : same) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    private static byte[] compressed(Compressor compressor, byte[] input) {
        byte[] output = new byte[compressor.bound(input.length)];
        return Arrays.copyOf(output, compressor.compress(input, input.length, output));
    }

    private static byte[] read(byte[] frame, int length) {
        return Zstd.decompress(frame, length);
    }

    /** Of a recording, over and over if it is too short, with something new in each. */
    private static byte[] lines(int length) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int round = 0; text.size() < length; round++) {
            for (InboundMessage message : RECORDING) {
                text.writeBytes(Integer.toString(round * 7919).getBytes(StandardCharsets.US_ASCII));
                text.writeBytes(message.value());
            }
        }
        return Arrays.copyOf(text.toByteArray(), length);
    }
}
