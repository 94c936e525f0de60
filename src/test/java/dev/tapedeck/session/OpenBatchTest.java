package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.BlockEncoder;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.SessionRecorder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

class OpenBatchTest {

    private final ExecutorService workers = Executors.newFixedThreadPool(3);
    private final Messages messages = new Messages();

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    @Test
    void isEmptyUntilSomethingIsRecorded() {
        OpenBatch batch = batches(BlockCodec.ZSTD, 100).open();
        assertThat(batch.sessions()).isZero();
        assertThat(encode(batch)).isEmpty();

        batch.record(messages.of("a", "{\"timestamp\":1}"));

        assertThat(batch.sessions()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(BlockCodec.class)
    void blocksComeInOrderOfFirstAppearanceAndHoldTheirLines(BlockCodec codec) {
        OpenBatch batch = batches(codec, 100).open();
        for (int i = 0; i < 300; i++) {
            String session = "s" + i * 7 % 50;
            batch.record(messages.of(session, "{\"timestamp\":%d,\"x\":\"%s\"}".formatted(i + 1, "x".repeat(i * 10))));
        }
        List<SessionBlock> blocks = encode(batch);

        assertThat(blocks).hasSize(50);
        for (int i = 0; i < 50; i++) {
            SessionBlock block = blocks.get(i);
            assertThat(block.session().sessionId()).isEqualTo("s" + i * 7 % 50);
            assertThat(block.checksum()).isEqualTo(crc(block));
            String lines = decoded(block);
            assertThat(lines.length()).isEqualTo(block.facts().rawBytes());
            assertThat(lines.lines()).hasSize(6).allMatch(line -> line.startsWith("[\"\",{\"timestamp\":"));
        }
    }

    @Test
    void aZstdBlockIsOneFrameThatNamesItsLength() {
        OpenBatch batch = batches(BlockCodec.ZSTD, 100).open();
        batch.record(messages.of("a", "{\"timestamp\":1}"));

        SessionBlock block = encode(batch).getFirst();

        assertThat(Zstd.getFrameContentSize(block.bytes(), 0, block.length()))
                .isEqualTo(block.facts().rawBytes());
        assertThat(block.length()).isLessThanOrEqualTo(block.bytes().length);
    }

    @Test
    void theLimitIsPerSessionAndBatch() {
        OpenBatches batches = batches(BlockCodec.ZSTD, 1);
        OpenBatch batch = batches.open();

        assertThat(batch.record(messages.of("a", "{\"timestamp\":1},{\"timestamp\":2}")))
                .isEqualTo(new SessionRecorder.Outcome(1, 1));
        assertThat(batch.record(messages.of("a", "{\"timestamp\":3}")).refused())
                .isTrue();
        assertThat(batch.record(messages.of("b", "{\"timestamp\":1}")).refused())
                .isFalse();
        assertThat(batches.open().record(messages.of("a", "{\"timestamp\":4}")).refused())
                .isFalse();
        assertThat(encode(batch).getFirst().facts().droppedEvents()).isEqualTo(2);
    }

    @Test
    void lettingIdleMemoryGoTakesNothingFromABatch() {
        OpenBatches batches = batches(BlockCodec.ZSTD, 100);
        OpenBatch before = batches.open();
        OpenBatch open = batches.open();
        for (OpenBatch batch : List.of(before, open)) {
            batch.record(messages.of("a", "{\"timestamp\":1,\"x\":\"%s\"}".formatted("x".repeat(5_000))));
        }
        SessionBlock block = encode(before).getFirst();
        assertThat(batches.pool().idleBytes()).isPositive();
        BlockEncoder idle = batches.takeEncoder();
        batches.giveBack(idle);

        batches.letIdleMemoryGo();

        assertThat(batches.pool().idleBytes()).isZero();
        assertThat(decoded(encode(open).getFirst())).isEqualTo(decoded(block));
        assertThat(batches.takeEncoder()).isNotSameAs(idle);
    }

    @Test
    void encodingAndDiscardingGiveTheLinesBack() {
        OpenBatches batches = batches(BlockCodec.SNAPPY, 100);
        OpenBatch encoded = batches.open();
        String noise = IntStream.range(0, 120).mapToObj(i -> i * 7_919 + "").collect(Collectors.joining());
        encoded.record(messages.of("a", "{\"timestamp\":1,\"x\":\"" + noise + "\"}"));
        List<SessionBlock> blocks = encode(encoded);
        assertThat(batches.pool().idleBytes()).isEqualTo(1_024);
        batches.giveBack(blocks);
        assertThat(batches.pool().idleBytes()).isEqualTo(2_048);

        OpenBatch discarded = batches.open();
        discarded.record(messages.of("a", "{\"timestamp\":1}"));
        discarded.discard();

        assertThat(batches.pool().idleBytes()).isEqualTo(2_048);
        assertThat(discarded.sessions()).isZero();
        assertThat(discarded.heldBytes()).isZero();
    }

    /** A lane may close just when the last block of its batch is encoded. */
    @Test
    void aDiscardThatMeetsTheEndOfEncodingGivesNoArrayBackTwice() throws Exception {
        for (int round = 0; round < 300; round++) {
            OpenBatches batches = batches(BlockCodec.SNAPPY, 100);
            OpenBatch batch = batches.open();
            for (int i = 0; i < 100; i++) {
                batch.record(messages.of("s" + i, "{\"timestamp\":1}"));
            }
            CompletionStage<List<SessionBlock>> encoded = batch.encode().subscribeAsCompletionStage();
            if (round % 2 == 0) {
                Thread.yield();
            }
            batch.discard();
            encoded.toCompletableFuture().get(20, TimeUnit.SECONDS);

            Set<byte[]> idle = Collections.newSetFromMap(new IdentityHashMap<>());
            while (batches.pool().idleBytes() > 0) {
                assertThat(idle.add(batches.pool().take(1))).isTrue();
            }
            assertThat(idle).hasSize(100);
        }
    }

    @Test
    void canBeEncodedAgainWhenEncodingHasFailed() {
        AtomicInteger refusals = new AtomicInteger(1);
        OpenBatches batches = new OpenBatches(settings(BlockCodec.ZSTD, 100), task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException("busy");
            }
            workers.execute(task);
        });
        OpenBatch batch = batches.open();
        batch.record(messages.of("a", "{\"timestamp\":1}"));

        assertThatThrownBy(() -> encode(batch)).hasMessageContaining("busy");
        assertThat(encode(batch)).hasSize(1);
    }

    @Test
    void keepsItsLinesWhenEncodingFails() {
        OpenBatches batches = new OpenBatches(settings(BlockCodec.ZSTD, 100), task -> {
            throw new RejectedExecutionException("closed");
        });
        OpenBatch batch = batches.open();
        batch.record(messages.of("a", "{\"timestamp\":1}"));

        assertThatThrownBy(() -> encode(batch)).hasMessageContaining("closed");
        assertThat(batch.sessions()).isEqualTo(1);
    }

    @Test
    void anOpenSessionCostsLessThanTwoKibibytesBesideItsLines() {
        int sessions = 2_000;
        OpenBatch batch = batches(BlockCodec.ZSTD, 100).open();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int i = 0; i < sessions; i++) {
            String item = "{\"type\":3,\"data\":{\"source\":2,\"type\":2,\"href\":\"http://x/%d\"},\"timestamp\":%d}"
                    .formatted(i, 1_795_440_754_195L + i);
            var admission = messages.of("session-" + i, (item + ",").repeat(3) + item);
            long before = threads.getCurrentThreadAllocatedBytes();
            batch.record(admission);
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertThat(batch.sessions()).isEqualTo(sessions);
        assertThat(batch.heldBytes())
                .as("what the batch says that it holds, so that the budget knows")
                .isGreaterThan(allocated * 9 / 10);
        long raw = encode(batch).stream()
                .mapToLong(block -> block.facts().rawBytes())
                .sum();
        assertThat((allocated - raw) / sessions).isBetween(100L, 2_048L);
    }

    @Test
    void isFullOfWhatIsToldOfItsSessionsBeforeItIsFullOfLines() {
        OpenBatches batches = batches(BlockCodec.ZSTD, 100);
        OpenBatch batch = batches.open();
        int sessions = 0;
        while (!batch.isFull() && sessions < 10_000) {
            messages.distinctId("p".repeat(4_096));
            batch.record(messages.of("s" + sessions++, "{\"timestamp\":1}"));
        }

        assertThat(8_192L * sessions)
                .isBetween(batches.limits().toldBytes() / 2, batches.limits().toldBytes());
        assertThat(batch.heldBytes()).isGreaterThan(batches.limits().toldBytes());
    }

    /** As JSON it is up to three times as long, and an index of more than 256 MiB is refused by its readers. */
    @Test
    void noHeapLetsMoreBeToldThanAnIndexHolds() {
        assertThat(3 * BlockEncoder.Limits.of(1L << 42).toldBytes()).isLessThan(192 << 20);
    }

    @Test
    void countsTheIdsOfItsSessions() {
        OpenBatch ids = batches(BlockCodec.ZSTD, 100).open();
        OpenBatch none = batches(BlockCodec.ZSTD, 100).open();
        none.record(messages.of("s", "{\"timestamp\":1}"));
        messages.distinctId("p".repeat(4_000)).with("$lib", "l".repeat(900)).with("$snapshot_source", "q".repeat(900));
        ids.record(messages.of("s".repeat(1_000), "{\"timestamp\":1}"));

        assertThat(ids.heldBytes() - none.heldBytes()).isGreaterThan(2 * (4_000 + 900 + 900 + 999));
    }

    private OpenBatches batches(BlockCodec codec, long limit) {
        return new OpenBatches(settings(codec, limit), workers);
    }

    private static SessionSettings settings(BlockCodec codec, long limit) {
        return new SessionSettings(1 << 20, Duration.ofSeconds(10), limit, codec, 1, true, 3);
    }

    private static List<SessionBlock> encode(OpenBatch batch) {
        return batch.encode().await().atMost(Duration.ofSeconds(20));
    }

    private static int crc(SessionBlock block) {
        CRC32C crc = new CRC32C();
        crc.update(block.bytes(), 0, block.length());
        return (int) crc.getValue();
    }

    private static String decoded(SessionBlock block) {
        byte[] bytes = Arrays.copyOf(block.bytes(), block.length());
        try {
            byte[] lines = block.codec() == BlockCodec.SNAPPY
                    ? Snappy.uncompress(bytes)
                    : Zstd.decompress(bytes, (int) block.facts().rawBytes());
            return new String(lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
