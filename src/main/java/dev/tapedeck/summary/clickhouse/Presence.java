package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.RestoreResult.Half;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which rows of blocks were there when they were asked for. The server names blocks by their addresses. */
final class Presence {

    private static final int ROW = 1;
    private static final int OF_SESSION = 2;
    private static final int WHOLE = ROW | OF_SESSION;

    private final Map<String, Known> addresses = new HashMap<>();

    /** The same without an address, which is long: the blocks that are asked for are those that were read. */
    private final Map<StoredBlock, Known> blocks = new IdentityHashMap<>();

    /** @param asked the objects whose blocks are asked for; what is told of others is not kept */
    Presence(List<StoredObject> asked) {
        for (StoredObject object : asked) {
            for (StoredBlock block : blocksOf(object)) {
                blocks.put(block, addresses.computeIfAbsent(object.url(block), url -> new Known()));
            }
        }
    }

    /** The tables that name a block. */
    private static final class Known {

        private int tables;
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
        Known known = addresses.get(url);
        if (known != null) {
            known.tables |= what;
        }
    }

    private int of(StoredBlock block) {
        Known known = blocks.get(block);
        return known == null ? 0 : known.tables;
    }

    /** Whether every block of the object is in both tables. */
    boolean complete(StoredObject object) {
        return blocksOf(object).stream().allMatch(block -> of(block) == WHOLE);
    }

    /** The object with those blocks only that no table names: writing them counts nothing twice. */
    StoredObject withoutNamed(StoredObject object) {
        return with(object, block -> of(block) == 0);
    }

    /**
     * The object with those blocks only that one of the tables does not name. A server that dies between the two leaves a
     * block with the first alone, and completes it when the insert is repeated while it knows its token.
     */
    StoredObject withoutWhole(StoredObject object) {
        return with(object, block -> of(block) != WHOLE);
    }

    /** Those blocks of the object that one table names and the other does not. */
    List<Half> halves(StoredObject object) {
        return blocksOf(object).stream()
                .filter(block -> of(block) == ROW || of(block) == OF_SESSION)
                .map(block -> of(block) == ROW
                        ? new Half(object.url(block), ClickHouseSink.BLOCKS, ClickHouseSink.SESSIONS)
                        : new Half(object.url(block), ClickHouseSink.SESSIONS, ClickHouseSink.BLOCKS))
                .toList();
    }

    private static StoredObject with(StoredObject object, Predicate<StoredBlock> some) {
        return object.with(blocksOf(object).stream().filter(some).toList());
    }

    private static List<StoredBlock> blocksOf(StoredObject object) {
        return object.index().blocks();
    }
}
