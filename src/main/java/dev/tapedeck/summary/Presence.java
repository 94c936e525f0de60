package dev.tapedeck.summary;

import dev.tapedeck.session.ConsoleLine;
import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import dev.tapedeck.summary.PresentRows.Line;
import dev.tapedeck.summary.Restored.Half;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which rows of objects were there when they were asked for.
 *
 * @param blocks addresses of blocks that have a row
 * @param ofSessions addresses of blocks that the row of their session names
 * @param lines console lines that have a row
 */
record Presence(Set<String> blocks, Set<String> ofSessions, Set<Line> lines) {

    /** Asks for the rows of these objects. Blocks. */
    static Presence of(List<StoredObject> objects, PresentRows rows) {
        return new Presence(rows.blocks(objects), rows.ofSessions(objects), rows.lines(objects));
    }

    /** Whether every block and console line of the object is in all the tables. */
    boolean complete(StoredObject object) {
        return blocksOf(object).stream()
                .allMatch(block -> isWhole(object.url(block)) && absent(block).isEmpty());
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

    /** The object with those console lines only that have no row. */
    StoredObject withoutLines(StoredObject object) {
        return object.with(blocksOf(object).stream()
                .filter(block -> !block.console().isEmpty())
                .map(block -> block.with(absent(block)))
                .toList());
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

    private List<ConsoleLine> absent(StoredBlock block) {
        return block.console().stream()
                .filter(line -> !lines.contains(Line.of(block.session(), line)))
                .toList();
    }

    private static List<StoredBlock> blocksOf(StoredObject object) {
        return object.index().blocks();
    }
}
