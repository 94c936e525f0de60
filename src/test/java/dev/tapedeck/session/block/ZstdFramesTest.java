package dev.tapedeck.session.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.tapedeck.SampleRecording;
import dev.tapedeck.kafka.message.InboundMessage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZstdFramesTest {

    private static final List<InboundMessage> RECORDING = SampleRecording.shipped("rrweb");

    private final ZstdFrames frames = new ZstdFrames(1);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300, 128 << 10, 5 << 20})
    void everyReaderReadsAFrame(int length) {
        byte[] lines = lines(length);

        assertThat(Zstd.decompress(compressed(frames, lines), length)).isEqualTo(lines);
    }

    @Test
    void levelOneIsTunedForRecordings() {
        byte[] lines = lines(1 << 20);

        assertThat(compressed(frames, lines).length).isLessThan(Zstd.compress(lines, 1).length);
    }

    @Test
    void anOutputThatIsTooShort_isSaid() {
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);

        assertThat(frames.compress(noise, noise.length, new byte[9_000])).isEqualTo(Compressor.NO_ROOM);
        assertThat(Zstd.decompress(compressed(frames, noise), noise.length)).isEqualTo(noise);
    }

    private static byte[] compressed(Compressor compressor, byte[] input) {
        byte[] output = new byte[compressor.bound(input.length)];
        return Arrays.copyOf(output, compressor.compress(input, input.length, output));
    }

    private static byte[] lines(int length) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (text.size() < length) {
            RECORDING.forEach(message -> text.writeBytes(message.value()));
        }
        return Arrays.copyOf(text.toByteArray(), length);
    }
}
