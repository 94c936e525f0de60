package dev.tapedeck.session.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.session.Messages;
import dev.tapedeck.session.recorder.BufferPool;
import dev.tapedeck.session.recorder.SessionRecorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BlockEncoderTest {

    private static final int MORE_THAN_HALF = 20 << 20;

    private final BufferPool pool = new BufferPool(1 << 20);
    private final BlockEncoder encoder =
            new BlockEncoder(BlockCodec.ZSTD, 1, true, BlockEncoder.Limits.of(1 << 30), pool);

    @Test
    void whatIsInflatedForNothing_countsAgainstWhatABlockMayGain() throws IOException {
        byte[] whole = gzip("[" + " ".repeat(MORE_THAN_HALF) + "]");
        byte[] damaged = whole.clone();
        damaged[damaged.length - 5] ^= 1;

        SessionBlock alone = encoder.encode(recorder(event(whole)));
        SessionBlock behind = encoder.encode(recorder(event(damaged) + "," + event(whole)));

        assertThat(alone.facts().rawBytes()).isGreaterThan(MORE_THAN_HALF);
        assertThat(behind.facts().rawBytes()).isLessThan(MORE_THAN_HALF);
    }

    @Test
    void aDefectInRestoring_leavesTheLinesAsTheyCame() throws IOException {
        String event = event(gzip("[1]"));
        SessionRecorder spoilt = recorder(event);
        int length = spoilt.lines().length();
        spoilt.wrapped().add(length, length + (1 << 20));

        assertThat(text(encoder.encode(spoilt))).isEqualTo("[\"\"," + event + "]\n");
        assertThat(text(encoder.encode(recorder(event))))
                .isEqualTo("[\"\",{\"timestamp\":1,\"type\":2,\"data\":[1]}]\n");
    }

    private SessionRecorder recorder(String items) {
        Admission message = new Messages().of("s", items);
        SessionRecorder recorder = new SessionRecorder(message, pool);
        recorder.record(message, Long.MAX_VALUE);
        return recorder;
    }

    private static String text(SessionBlock block) {
        byte[] frame = Arrays.copyOf(block.bytes(), block.length());
        return new String(Zstd.decompress(frame, (int) block.facts().rawBytes()), StandardCharsets.UTF_8);
    }

    /** A full snapshot as the browser compresses it. */
    private static String event(byte[] gzip) throws IOException {
        String data = new ObjectMapper().writeValueAsString(new String(gzip, StandardCharsets.ISO_8859_1));
        return "{\"timestamp\":1,\"type\":2,\"data\":" + data + ",\"cv\":\"2024-10\"}";
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
