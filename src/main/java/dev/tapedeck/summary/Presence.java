package dev.tapedeck.summary;

import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import dev.tapedeck.summary.Restored.Half;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which rows of blocks were there when they were asked for, by the blocks' addresses. */
final class Presence {

    private static final int ROW = 1;
    private static final int OF_SESSION = 2;
    private static final int WHOLE = ROW | OF_SESSION;

    private final Map<String, Integer> blocks = new HashMap<>();

    /** @param asked the addresses of the blocks that are asked for; what is told of others is not kept */
    Presence(Stream<String> asked) {
        asked.forEach(url -> blocks.put(url, 0));
    }

    /** This block has a row. */
    void hasRow(String url) {
        tell(url, ROW);
    }

    /** The row of its session names this block. */
    void isOfSession(String url) {
        tell(url, OF_SESSION);
    }

    private void tell(String url, int what) {
        blocks.computeIfPresent(url, (any, known) -> known | what);
    }

    private int of(String url) {
        return blocks.getOrDefault(url, 0);
    }

    /** Whether every block of the object is in both tables. */
    boolean complete(StoredObject object) {
        return blocksOf(object).stream().allMatch(block -> isWhole(object.url(block)));
    }

    /** The object with those blocks only that no table names: writing them counts nothing twice. */
    StoredObject withoutNamed(StoredObject object) {
        return with(object, url -> of(url) == 0);
    }

    /**
     * The object with those blocks only that one of the tables does not name. A server that dies between the two leaves a
     * block with the first alone, and completes it when the insert is repeated while it knows its token.
     */
    StoredObject withoutWhole(StoredObject object) {
        return with(object, url -> !isWhole(url));
    }

    private boolean isWhole(String url) {
        return of(url) == WHOLE;
    }

    /** Those blocks of the object that one table names and the other does not. */
    List<Half> halves(StoredObject object) {
        return blocksOf(object).stream()
                .map(object::url)
                .filter(url -> of(url) == ROW || of(url) == OF_SESSION)
                .map(url -> of(url) == ROW
                        ? new Half(url, ClickHouseSink.BLOCKS, ClickHouseSink.SESSIONS)
                        : new Half(url, ClickHouseSink.SESSIONS, ClickHouseSink.BLOCKS))
                .toList();
    }

    private static StoredObject with(StoredObject object, Predicate<String> url) {
        return object.with(blocksOf(object).stream()
                .filter(block -> url.test(object.url(block)))
                .toList());
    }

    private static List<StoredBlock> blocksOf(StoredObject object) {
        return object.index().blocks();
    }
}
