package dev.tapedeck.summary.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.session.recorder.ConsoleLines;
import dev.tapedeck.store.index.BatchIndex;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.ConsoleParts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rows of an object go out in parts that are always the same, and take little memory whatever somebody has sent. */
class RowPartsTest {

    private static final BatchSpan SPAN = new BatchSpan("topic", 2, 5, 9, 1_795_440_754_195L);

    @Test
    void anOrdinaryObjectIsOneInsertForEachTableUnderItsKey() {
        StoredObject object = object(blocks(1_000, 36, lines(3, 20)));

        List<StoredObject> parts = object.parts();

        assertThat(parts).singleElement().extracting(StoredObject::token).isEqualTo("key");
        assertThat(ConsoleParts.of(parts.getFirst()))
                .singleElement()
                .extracting(StoredObject::token)
                .isEqualTo("key");
    }

    @Test
    void anObjectOfManySessionsIsPartsInTheirOrderWithTokensOfTheirOwn() {
        List<StoredBlock> blocks = blocks(20_000, 1_024, new ConsoleLines());
        List<StoredObject> parts = object(blocks).parts();

        assertThat(parts).hasSizeGreaterThan(2).doesNotHaveDuplicates();
        assertThat(parts.stream().flatMap(part -> part.index().blocks().stream()))
                .containsExactlyElementsOf(blocks);
        assertThat(parts.stream().map(StoredObject::token))
                .containsExactlyElementsOf(IntStream.range(0, parts.size())
                        .mapToObj(i -> i == 0 ? "key" : "key#" + i)
                        .toList());
        assertThat(parts)
                .allSatisfy(part ->
                        assertThat(length(Insert.blocks(part).rows().get())).isLessThan(20 << 20));
        assertThat(object(blocks).parts()).isEqualTo(parts);
    }

    @Test
    void theLinesOfOneSessionArePartsAsWell() {
        ConsoleLines lines = lines(100_000, 6);
        StoredObject part = object(blocks(1, 1_024, lines)).parts().getFirst();

        List<StoredObject> parts = ConsoleParts.of(part);

        assertThat(parts).hasSizeGreaterThan(5);
        assertThat(parts.stream().flatMap(one -> one.index().blocks().getFirst().console().stream()))
                .containsExactlyElementsOf(lines);
        assertThat(parts.stream().map(StoredObject::token))
                .startsWith("key", "key/1")
                .doesNotHaveDuplicates();
        assertThat(parts)
                .allSatisfy(one ->
                        assertThat(length(Insert.lines(one).rows().get())).isLessThan(20 << 20));
    }

    @Test
    void rowsAreMadeWhileTheyAreRead() throws IOException {
        StoredObject part = object(blocks(1, 1_024, lines(10_000, 6))).parts().getFirst();
        InputStream rows = Insert.lines(part).rows().get();

        assertThat(rows.read()).isEqualTo('{');
        assertThat(rows.available()).isBetween(1, 1 << 17);
        assertThat(length(rows)).isGreaterThan(10_000 * 1_024);
        assertThat(rows.read()).isEqualTo(-1);
    }

    @Test
    void aLineIsMadeNotBeforeItsRowIsRead() throws IOException {
        AtomicInteger made = new AtomicInteger();
        List<ConsoleLine> lines = new AbstractList<>() {
            @Override
            public ConsoleLine get(int index) {
                made.incrementAndGet();
                return new ConsoleLine(ConsoleLine.Level.INFO, "x", index, 7, index);
            }

            @Override
            public int size() {
                return 10_000;
            }
        };
        StoredBlock block = blocks(1, 1_024, new ConsoleLines()).getFirst().with(lines);
        InputStream rows = Insert.lines(object(List.of(block))).rows().get();

        assertThat(rows.read()).isEqualTo('{');
        assertThat(made).hasValueLessThan(100);
        length(rows);
        assertThat(made).hasValue(10_000);
    }

    private static long length(InputStream rows) {
        try (rows) {
            return rows.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static StoredObject object(List<StoredBlock> blocks) {
        return new StoredObject(
                "bucket", "key", new BatchIndex(SPAN, new UUID(7, 7), Retention.DAYS_30, blocks, List.of()));
    }

    private static List<StoredBlock> blocks(int sessions, int idLength, ConsoleLines lines) {
        List<StoredBlock> blocks = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            String id = i + "x".repeat(idLength - Integer.toString(i).length());
            blocks.add(new StoredBlock(new SessionKey(1, id), i, 1, BlockCodec.ZSTD, 0, facts(), lines));
        }
        return blocks;
    }

    private static ConsoleLines lines(int many, int units) {
        ConsoleLines lines = new ConsoleLines();
        for (int i = 0; i < many; i++) {
            lines.add(new ConsoleLine(ConsoleLine.Level.INFO, "x".repeat(units), i, 7, i));
        }
        return lines;
    }

    private static BlockFacts facts() {
        return new BlockFacts(
                "person", 1, 2, 3, 1, List.of(7L), 0, 4, null, List.of(), 0, 0, 0, 0, 0, 0, 0, "web", null, null);
    }
}
