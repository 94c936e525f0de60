package dev.tapedeck.summary;

import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Writes the rows that objects have not got, and looks whether they are there then. Blocks.
 *
 * <p>First with the token that the service uses, so that both never write the same. What is lacking even then was deleted,
 * and the server takes the insert for a repeated one: so again with a token of its own.
 */
final class LostRows {

    /** What the table of console lines keeps; older ones would vanish again. */
    private static final Duration LINES_KEPT = Duration.ofDays(90);

    /** Inserts rows, if there are any. Blocks. */
    interface Insert {
        void rows(String table, String token, byte[] rows);
    }

    private final PresentRows present;
    private final Insert insert;
    private final InstantSource clock;

    LostRows(PresentRows present, Insert insert, InstantSource clock) {
        this.present = present;
        this.insert = insert;
        this.clock = clock;
    }

    /** Fails when the rows cannot be asked or written; trying again adds nothing twice. */
    Restored restore(List<StoredObject> all) {
        long oldest =
                TimeUnit.MILLISECONDS.toMicros(clock.instant().minus(LINES_KEPT).toEpochMilli());
        List<StoredObject> objects =
                all.stream().map(object -> since(object, oldest)).toList();
        Presence before = Presence.of(objects, present);
        List<StoredObject> lacking = lacking(objects, before);
        if (lacking.isEmpty()) {
            return Restored.NOTHING;
        }
        lacking.forEach(object -> write(object, before, false));
        Presence then = Presence.of(lacking, present);
        List<StoredObject> deleted = lacking(lacking, then);
        deleted.forEach(object -> write(object, then, true));
        Presence after = deleted.isEmpty() ? then : Presence.of(lacking, present);
        return lacking.stream().map(object -> restored(object, before, after)).reduce(Restored.NOTHING, Restored::and);
    }

    private static List<StoredObject> lacking(List<StoredObject> objects, Presence presence) {
        return objects.stream().filter(object -> !presence.complete(object)).toList();
    }

    private void write(StoredObject object, Presence presence, boolean deleted) {
        write(ClickHouseSink.BLOCKS, object.key(), Rows.blocks(presence.withoutNamed(object)), deleted);
        write(ClickHouseSink.LINES, object.key(), Rows.console(presence.withoutLines(object)), deleted);
    }

    /** The same rows have the same token, whoever restores them. */
    private void write(String table, String key, byte[] rows, boolean deleted) {
        insert.rows(table, deleted ? key + '#' + UUID.nameUUIDFromBytes(rows) : key, rows);
    }

    private static Restored restored(StoredObject object, Presence before, Presence after) {
        int blocks = blocks(after.withoutNamed(object));
        int lines = lines(after.withoutLines(object));
        return new Restored(
                blocks(before.withoutNamed(object)) - blocks,
                lines(before.withoutLines(object)) - lines,
                blocks + lines,
                after.halves(object));
    }

    private static int blocks(StoredObject object) {
        return object.index().blocks().size();
    }

    private static int lines(StoredObject object) {
        return object.index().blocks().stream()
                .mapToInt(block -> block.console().size())
                .sum();
    }

    /** The object without the console lines that are older. */
    private static StoredObject since(StoredObject object, long oldestMicros) {
        return object.with(object.index().blocks().stream()
                .map(block -> since(block, oldestMicros))
                .toList());
    }

    private static StoredBlock since(StoredBlock block, long oldestMicros) {
        return block.with(block.console().stream()
                .filter(line -> line.timestampMicros() >= oldestMicros)
                .toList());
    }
}
