package dev.tapedeck.summary;

import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import dev.tapedeck.summary.Restored.Half;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which rows of blocks were there when they were asked for.
 *
 * @param blocks addresses of blocks that have a row
 * @param ofSessions addresses of blocks that the row of their session names
 */
record Presence(Set<String> blocks, Set<String> ofSessions) {

    /** Asks for the rows of these objects. Blocks. */
    static Presence of(List<StoredObject> objects, PresentRows rows) {
        return new Presence(rows.blocks(objects), rows.ofSessions(objects));
    }

    /** Whether every block of the object is in both tables. */
    boolean complete(StoredObject object) {
        return blocksOf(object).stream().allMatch(block -> isWhole(object.url(block)));
    }

    /** The object with those blocks only that no table names: writing them counts nothing twice. */
    StoredObject withoutNamed(StoredObject object) {
        return with(object, url -> !blocks.contains(url) && !ofSessions.contains(url));
    }

    /**
     * The object with those blocks only that one of the tables does not name. A server that dies between the two leaves a
     * block with the first alone, and completes it when the insert is repeated while it knows its token.
     */
    StoredObject withoutWhole(StoredObject object) {
        return with(object, url -> !isWhole(url));
    }

    private boolean isWhole(String url) {
        return blocks.contains(url) && ofSessions.contains(url);
    }

    /** Those blocks of the object that one table names and the other does not. */
    List<Half> halves(StoredObject object) {
        return blocksOf(object).stream()
                .map(object::url)
                .filter(url -> blocks.contains(url) != ofSessions.contains(url))
                .map(url -> blocks.contains(url)
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
