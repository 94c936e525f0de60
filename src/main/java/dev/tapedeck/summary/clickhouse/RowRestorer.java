package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.ConsoleParts;
import dev.tapedeck.summary.RestoreResult;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes the missing rows of objects, and checks that they exist then. Blocks.
 *
 * <p>The first insert has the token that the service uses, so that the two never write the same row twice. A row that is still missing
 * was deleted: the server took the insert for a repeated one. It is inserted again with a token of its own. Not if several servers
 * keep the tables: there a row may exist and not be visible yet.
 */
final class RowRestorer {

    /** The table of console lines keeps those of the last ninety days; older ones would vanish at once. */
    private static final int DAYS_KEPT = 89;

    /** Lines whose rows are looked for together, about. */
    private static final int TOGETHER = 10_000;

    /** Inserts rows, if there are any. Blocks. */
    interface Inserts {

        void insert(Insert rows);
    }

    private final ExistingRows present;
    private final Inserts inserts;
    private final InstantSource clock;

    RowRestorer(ExistingRows present, Inserts inserts, InstantSource clock) {
        this.present = present;
        this.inserts = inserts;
        this.clock = clock;
    }

    /**
     * Fails when the rows cannot be asked or written; trying again adds nothing twice.
     *
     * @param parts of objects, so many as may be looked for together
     */
    RestoreResult restore(List<StoredObject> parts) {
        RestoreResult restored = restoreBlocks(parts);
        long oldest = oldestLine(clock);
        List<StoredObject> some = new ArrayList<>();
        int lines = 0;
        for (StoredObject part : parts) {
            for (StoredObject of : ConsoleParts.of(part)) {
                some.add(since(of, oldest));
                lines += ConsoleParts.lines(of);
                if (lines >= TOGETHER) {
                    restored = restored.and(restoreLines(some));
                    some.clear();
                    lines = 0;
                }
            }
        }
        return restored.and(restoreLines(some));
    }

    /** Epoch microseconds; the table drops lines by days. */
    static long oldestLine(InstantSource clock) {
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(DAYS_KEPT);
        return TimeUnit.DAYS.toMicros(day.toEpochDay());
    }

    private RestoreResult restoreBlocks(List<StoredObject> parts) {
        ExistingRows.Snapshot before = present.of(parts);
        List<StoredObject> lacking = lacking(parts, before);
        if (lacking.isEmpty()) {
            return RestoreResult.NOTHING;
        }
        lacking.forEach(part -> inserts.insert(Insert.blocks(before.withoutNamed(part))));
        ExistingRows.Snapshot then = present.of(lacking);
        List<StoredObject> deleted = lacking(lacking, then);
        if (!deleted.isEmpty() && present.isOneServer()) {
            deleted.forEach(part -> insertAgain(Insert.blocks(then.withoutNamed(part))));
        }
        ExistingRows.Snapshot after = deleted.isEmpty() ? then : present.of(lacking);
        return lacking.stream()
                .map(part -> restored(part, before, after))
                .reduce(RestoreResult.NOTHING, RestoreResult::and);
    }

    private static List<StoredObject> lacking(List<StoredObject> parts, ExistingRows.Snapshot presence) {
        return parts.stream().filter(part -> !presence.complete(part)).toList();
    }

    private static RestoreResult restored(
            StoredObject part, ExistingRows.Snapshot before, ExistingRows.Snapshot after) {
        int blocks = blocks(after.withoutNamed(part));
        return new RestoreResult(blocks(before.withoutNamed(part)) - blocks, 0, blocks, after.halves(part));
    }

    private static int blocks(StoredObject object) {
        return object.index().blocks().size();
    }

    private RestoreResult restoreLines(List<StoredObject> parts) {
        ExistingRows.AbsentLines before = present.absentLines(parts);
        if (before.isEmpty()) {
            return RestoreResult.NOTHING;
        }
        parts.forEach(part -> inserts.insert(Insert.lines(before.of(part))));
        ExistingRows.AbsentLines then = present.absentLines(parts);
        if (!then.isEmpty() && present.isOneServer()) {
            parts.forEach(part -> insertAgain(Insert.lines(then.of(part))));
        }
        int absent = then.isEmpty() ? 0 : present.absentLines(parts).lines().size();
        return new RestoreResult(0, before.lines().size() - absent, absent, List.of());
    }

    /** The same rows have the same token, whoever restores them. */
    private void insertAgain(Insert rows) {
        if (rows.count() > 0) {
            inserts.insert(rows.as(rows.token() + '#' + rows.hash()));
        }
    }

    /** The part without the console lines that are older. */
    static StoredObject since(StoredObject part, long oldestMicros) {
        return part.with(part.index().blocks().stream()
                .map(block -> block.with(block.console().stream()
                        .filter(line -> line.timestampMicros() >= oldestMicros)
                        .toList()))
                .filter(block -> !block.console().isEmpty())
                .toList());
    }
}
