package dev.tapedeck.session.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineBufferTest {

    @Test
    void aLargeEventHasFewChunksThoughItIsTheFirst() {
        BufferPool pool = new BufferPool(16 << 20);
        LineBuffer buffer = new LineBuffer(pool);
        buffer.append(new byte[2 << 20], 0, 2 << 20);
        buffer.clear();
        int chunks = 0;
        while (pool.idleBytes() > 0) {
            pool.take(64 << 10);
            chunks++;
            assertThat(chunks).isLessThanOrEqualTo(40);
        }
    }

    private static final byte[] TEXT = new byte[200_000];
    private static final byte[] NUMBERED = numbered();

    @Property(tries = 300)
    void holdsWhatWasAppended(@ForAll @Size(max = 40) List<byte[]> parts, @ForAll byte fill) {
        BufferPool pool = new BufferPool(1 << 20);
        ByteArrayOutputStream wanted = new ByteArrayOutputStream();
        LineBuffer buffer = new LineBuffer(pool);
        for (byte[] part : parts) {
            byte[] longer = new byte[part.length * 300 + 2];
            Arrays.fill(longer, fill);
            System.arraycopy(part, 0, longer, 1, part.length);
            buffer.append(longer, 1, longer.length - 1);
            wanted.write(longer, 1, longer.length - 2);
        }

        byte[] found = new byte[buffer.length()];
        buffer.copyTo(found);

        assertThat(found).isEqualTo(wanted.toByteArray());
    }

    @Property(tries = 300)
    void holdsWhatWasAppendedBeforeAndAfterACut(
            @ForAll @IntRange(max = 200_000) int before,
            @ForAll @IntRange(max = 200_000) int kept,
            @ForAll @IntRange(max = 200_000) int after) {
        BufferPool pool = new BufferPool(1 << 20);
        LineBuffer buffer = new LineBuffer(pool);
        int cut = Math.min(before, kept);
        buffer.append(NUMBERED, 0, before);
        assertThatThrownBy(() -> buffer.append(NUMBERED, NUMBERED.length - 100, NUMBERED.length + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        buffer.cut(cut);
        buffer.append(NUMBERED, 1, after + 1);

        byte[] found = new byte[buffer.length()];
        buffer.copyTo(found);
        byte[] wanted = Arrays.copyOf(NUMBERED, cut + after);
        System.arraycopy(NUMBERED, 1, wanted, cut, after);
        assertThat(found).isEqualTo(wanted);
        buffer.cut(0);
        assertThat(buffer.heldBytes()).isZero();
    }

    private static byte[] numbered() {
        byte[] bytes = new byte[200_001];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >>> 3);
        }
        return bytes;
    }

    @Test
    void givesItsChunksBack() {
        BufferPool pool = new BufferPool(1 << 20);
        LineBuffer buffer = new LineBuffer(pool);
        buffer.append(new byte[100_000], 0, 100_000);

        buffer.clear();

        assertThat(pool.idleBytes()).isBetween(100_000L, 120_000L);
        assertThat(buffer.length()).isZero();
        buffer.append(new byte[100_000], 0, 100_000);
        assertThat(pool.idleBytes()).isLessThan(20_000);
    }

    @Test
    void thePoolKeepsNoMoreThanItMay() {
        BufferPool pool = new BufferPool(3_000);
        pool.giveBack(new byte[1_024]);
        pool.giveBack(new byte[2_048]);
        pool.giveBack(new byte[1_000]);
        pool.giveBack(new byte[1_024]);

        assertThat(pool.idleBytes()).isEqualTo(2_048);
    }

    @Test
    void whatThePoolLacksReplacesWhatLiesIdleBeyondHalfOfWhatItMayKeep() {
        BufferPool pool = new BufferPool(100_000);
        pool.giveBack(new byte[16_384]);
        pool.giveBack(new byte[65_536]);

        pool.take(4_096);
        assertThat(pool.idleBytes()).isEqualTo(16_384);

        pool.take(4_096);
        pool.take(4_096);
        assertThat(pool.idleBytes()).isEqualTo(16_384);
    }

    @Test
    void batchesOfDifferentShapesLeaveNothingToTheCollector() {
        BufferPool pool = new BufferPool(1 << 20);
        fillTwice(pool);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        fillTwice(pool);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(TEXT.length / 10);
    }

    /** Once for few long sessions, and once for many short ones. */
    private static void fillTwice(BufferPool pool) {
        for (int sessions : new int[] {1, 20}) {
            List<LineBuffer> buffers = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                LineBuffer buffer = new LineBuffer(pool);
                buffer.append(TEXT, 0, TEXT.length / sessions);
                buffers.add(buffer);
            }
            buffers.forEach(LineBuffer::clear);
        }
    }

    @Test
    void thePoolAnswersAtLeastTheLengthAskedFor() {
        BufferPool pool = new BufferPool(1 << 22);
        for (int length : new int[] {0, 1, 1_024, 1_025, 65_536, 65_537, 1 << 20, (1 << 20) + 1}) {
            assertThat(pool.take(length).length).isGreaterThanOrEqualTo(length);
        }
        byte[] once = pool.take(5_000);
        pool.giveBack(once);
        assertThat(pool.take(8_192)).isSameAs(once);
    }
}
