package dev.tapedeck.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.ObjectLayout;
import dev.tapedeck.store.s3.SimulatedStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

public class IndexFormatTest {

    private static final BatchSpan SPAN = new BatchSpan("topic", 2, 5, 9, 1_795_440_754_195L);

    @Test
    void whatIsWrittenIsRead() {
        BatchIndex index = index();
        assertThat(IndexFormat.decode(bytes(index))).isEqualTo(index);
    }

    /** Indexes are read for as long as recordings are kept: of this one no byte may change. */
    @Test
    void theTextOfAnIndexStaysAsItIs() {
        byte[] encoded = bytes(index());
        int length = (int) Zstd.getFrameContentSize(encoded, 8, encoded.length - 20);

        assertThat(new String(Zstd.decompress(Arrays.copyOfRange(encoded, 8, encoded.length - 12), length), UTF_8))
                .isEqualTo("""
                        {"version":1,"topic":"topic","partition":2,"from_offset":5,"until_offset":9,\
                        "first_kafka_timestamp":1795440754195,"batch_id":"01a2089b-be13-70b3-932d-9c69dd098b7c",\
                        "retention":"5y","blocks":[{"team_id":42,"session_id":"s","start":0,"length":100,\
                        "codec":"zstd","crc32c":3405691582,"distinct_id":"person","first_micros":1000001,\
                        "last_micros":2000002,"event_count":3,"message_count":2,"offsets":[8000000000,3],\
                        "dropped_event_count":1,"size":400,"first_url":"https://a.example/ü",\
                        "urls":["https://a.example/ü","b"],"click_count":4,"keypress_count":5,\
                        "mouse_activity_count":6,"active_milliseconds":700,"console_log_count":8,\
                        "console_warn_count":9,"console_error_count":10,"snapshot_source":"web",\
                        "snapshot_mode":"screenshot","console":[["error","a \\"line\\"\\u0001",1500000,7,0]]}],\
                        "warnings":[{"team_id":42,"type":"type","key":"key","details":"{\\"a\\":1}"}]}""");
    }

    @Test
    void theLastBytesOfAnObjectTellHowLongItsIndexIs() {
        byte[] encoded = bytes(index());
        byte[] tail = Arrays.copyOfRange(encoded, encoded.length - IndexFormat.TRAILER, encoded.length);
        assertThat(IndexFormat.length(tail)).isEqualTo(encoded.length - 8);
        assertThatThrownBy(() -> IndexFormat.decode(tail)).hasMessage("the object is shorter than its index");
        tail[3] = -1;
        assertThat(IndexFormat.length(tail)).isNegative();
    }

    @Test
    void aTextIsReadHoweverLongItIs() {
        ConsoleLine line = new ConsoleLine(ConsoleLine.Level.INFO, "x".repeat(21_000_000), 1, 7, 0);
        StoredBlock block =
                new StoredBlock(new SessionKey(42, "s"), 0, 100, BlockCodec.ZSTD, 0, facts(), List.of(line));
        BatchIndex index =
                new BatchIndex(SPAN, ObjectLayout.batchId(SPAN), Retention.YEARS_5, List.of(block), List.of());

        assertThat(IndexFormat.decode(bytes(index))).isEqualTo(index);
    }

    /** Readers of earlier versions ask for it. */
    @Test
    void theFrameTellsHowLongItsContentIs() {
        byte[] encoded = bytes(index());
        long length = Zstd.getFrameContentSize(encoded, 8, encoded.length - 20);

        assertThat(length).isPositive();
        assertThat(new String(
                        Zstd.decompress(Arrays.copyOfRange(encoded, 8, encoded.length - 12), (int) length), UTF_8))
                .startsWith("{\"version\":1,")
                .endsWith("}");
    }

    @Test
    void aLongIndexIsWrittenInPiecesAndReadBlockByBlock() {
        List<StoredBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            blocks.add(new StoredBlock(
                    new SessionKey(42, UUID.randomUUID().toString()),
                    100L * i,
                    100,
                    BlockCodec.ZSTD,
                    i,
                    facts(),
                    List.of()));
        }
        BatchIndex index = new BatchIndex(SPAN, ObjectLayout.batchId(SPAN), Retention.YEARS_5, blocks, List.of());

        List<ByteBuffer> pieces = IndexFormat.encode(index);

        assertThat(pieces)
                .hasSizeGreaterThan(10)
                .allSatisfy(piece -> assertThat(piece.capacity()).isLessThanOrEqualTo(64 << 10));
        byte[] bytes = SimulatedStore.join(pieces);
        assertThat(Zstd.getFrameContentSize(bytes, 8, bytes.length - 20))
                .as("what readers of earlier versions ask for")
                .isPositive();
        assertThat(IndexFormat.decode(bytes)).isEqualTo(index);
        List<StoredBlock> read = new ArrayList<>();
        IndexPart.read("bucket", "key", bytes)
                .forEachRemaining(part ->
                        read.addAll(((IndexPart.Read) part).object().index().blocks()));
        assertThat(read).isEqualTo(blocks);
    }

    @Test
    void otherBytesAreNoIndex() {
        assertThat(IndexFormat.length(new byte[0])).isZero();
        assertThat(IndexFormat.length("not the end of an object of ours".getBytes(StandardCharsets.UTF_8)))
                .isZero();
    }

    @Test
    void aZstdReaderSeesNothingOfIt() throws IOException {
        byte[] lines = "[\"w\",{\"type\":4}]\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        object.writeBytes(Zstd.compress(lines));
        object.writeBytes(Zstd.compress(lines));
        object.writeBytes(bytes(index()));
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(object.toByteArray()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("[\"w\",{\"type\":4}]\n[\"w\",{\"type\":4}]\n");
        }
    }

    private static byte[] bytes(BatchIndex index) {
        return SimulatedStore.join(IndexFormat.encode(index));
    }

    /** The facts of some block. */
    public static BlockFacts facts() {
        return new BlockFacts(
                "person",
                1_000_001,
                2_000_002,
                3,
                2,
                List.of(8_000_000_000L, 8_000_000_003L),
                1,
                400,
                "https://a.example/ü",
                List.of("https://a.example/ü", "b"),
                4,
                5,
                6,
                700,
                8,
                9,
                10,
                "web",
                null,
                "screenshot");
    }

    /** Some index. */
    public static BatchIndex index() {
        ConsoleLine line = new ConsoleLine(ConsoleLine.Level.ERROR, "a \"line\"\u0001", 1_500_000, 7, 0);
        StoredBlock block =
                new StoredBlock(new SessionKey(42, "s"), 0, 100, BlockCodec.ZSTD, 0xCAFEBABE, facts(), List.of(line));
        IngestionWarning warning = new IngestionWarning(42, "type", "key", "{\"a\":1}");
        return new BatchIndex(SPAN, ObjectLayout.batchId(SPAN), Retention.YEARS_5, List.of(block), List.of(warning));
    }
}
