package dev.tapedeck.summary;

import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Writes the rows that objects have not got, and looks whether they are there then. Blocks.
 *
 * <p>First with the token that the service uses, so that both never write the same. What is lacking even then was deleted,
 * and the server takes the insert for a repeated one: so again with a token of its own. Not so where several servers keep the
 * tables: there it may only not be shown yet.
 */
final class LostRows {

    /** The table of console lines keeps those of the last ninety days; older ones would vanish at once. */
    private static final int DAYS_KEPT = 89;

    /** Blocks whose rows are looked for together, about. */
    private static final int TOGETHER = 2_000;

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
    Restored restore(List<StoredObject> objects) {
        long oldest = oldestLine(clock);
        Restored restored = Restored.NOTHING;
        List<StoredObject> some = new ArrayList<>();
        int blocks = 0;
        for (StoredObject object : objects) {
            some.add(since(object, oldest));
            blocks += blocks(object);
            if (blocks >= TOGETHER) {
                restored = restored.and(restoreSome(some));
                some.clear();
                blocks = 0;
            }
        }
        return restored.and(restoreSome(some));
    }

    /** Epoch microseconds; the table drops lines by days. */
    static long oldestLine(InstantSource clock) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(DAYS_KEPT);
        return TimeUnit.DAYS.toMicros(day.toEpochDay());
    }

    private Restored restoreSome(List<StoredObject> objects) {
        Presence before = Presence.of(objects, present);
        List<StoredObject> lacking = lacking(objects, before);
        if (lacking.isEmpty()) {
            return Restored.NOTHING;
        }
        lacking.forEach(object -> write(object, before, false));
        Presence then = Presence.of(lacking, present);
        List<StoredObject> deleted = lacking(lacking, then);
        if (!deleted.isEmpty() && present.isOneServer()) {
            deleted.forEach(object -> write(object, then, true));
        }
        Presence after = deleted.isEmpty() ? then : Presence.of(lacking, present);
        return lacking.stream().map(object -> restored(object, before, after)).reduce(Restored.NOTHING, Restored::and);
    }

    private static List<StoredObject> lacking(List<StoredObject> objects, Presence presence) {
        return objects.stream().filter(object -> !presence.complete(object)).toList();
    }

    private void write(StoredObject object, Presence presence, boolean again) {
        write(ClickHouseSink.BLOCKS, object.key(), Rows.blocks(presence.withoutNamed(object)), again);
        write(ClickHouseSink.LINES, object.key(), Rows.console(presence.withoutLines(object)), again);
    }

    /** The same rows have the same token, whoever restores them. */
    private void write(String table, String key, byte[] rows, boolean again) {
        insert.rows(table, again ? key + '#' + UUID.nameUUIDFromBytes(rows) : key, rows);
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

    /** How many blocks it has. */
    static int blocks(StoredObject object) {
        return object.index().blocks().size();
    }

    /** How many console lines it has. */
    static int lines(StoredObject object) {
        return object.index().blocks().stream()
                .mapToInt(block -> block.console().size())
                .sum();
    }

    /** The object without the console lines that are older. */
    static StoredObject since(StoredObject object, long oldestMicros) {
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
