package dev.tapedeck.app;

import dev.tapedeck.store.index.IndexPart;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.RestoreResult;
import dev.tapedeck.summary.RestoreResult.Half;
import java.io.PrintStream;

/** Tells how far a rebuild is, what it did, and what it left undone. One thread. */
final class RebuildReport {

    private static final String NAME = "tapedeck rebuild: ";

    /** More of a kind are counted only: when a table is lost, they are all of its blocks. */
    private static final int NAMED = 20;

    private final PrintStream out;
    private final PrintStream faults;
    private int objects;
    private long blocks;
    private long lines;
    private long notShown;
    private long halves;
    private int unreadable;
    private boolean ended;

    RebuildReport(PrintStream out, PrintStream faults) {
        this.out = out;
        this.faults = faults;
    }

    void read(IndexPart part) {
        switch (part) {
            case IndexPart.Read(StoredObject object) -> objects += object.part().isEmpty() ? 1 : 0;
            case IndexPart.Unreadable(String why) -> unreadable(why);
        }
    }

    void add(RestoreResult restored) {
        blocks += restored.blocks();
        lines += restored.lines();
        notShown += restored.notShown();
        restored.halves().forEach(this::half);
    }

    private void half(Half half) {
        if (++halves <= NAMED) {
            faults.printf("%s%s is in %s, but not in %s%n", NAME, half.url(), half.there(), half.notThere());
        }
    }

    private void unreadable(String object) {
        if (++unreadable <= NAMED) {
            faults.println(NAME + object);
        }
    }

    void progress(String retention) {
        out.printf("%s: %s%n", retention, sums());
    }

    /** It could not go on. */
    void ended(RuntimeException failure) {
        ended = true;
        String why = failure.getMessage();
        faults.println(NAME + (why == null ? failure.getClass().getSimpleName() : why));
    }

    /** Sums up; answers whether nothing is left undone. */
    boolean end() {
        if (halves > 0) {
            faults.printf(
                    "%s%d blocks are in one of two tables only, and nothing was written for them: that would count them"
                            + " twice in the other. Run doctor, and this again; docs/operations.md says what to do if"
                            + " they are still named.%n",
                    NAME, halves);
        }
        if (unreadable > 0) {
            faults.printf("%s%d objects cannot be read, and have been passed over%n", NAME, unreadable);
        }
        if (notShown > 0) {
            faults.printf("%s%d rows were accepted by ClickHouse, and it does not show them%n", NAME, notShown);
        }
        out.println(sums());
        return !ended && halves + unreadable + notShown == 0;
    }

    private String sums() {
        return objects + " objects read, rows of " + blocks + " blocks and " + lines + " console lines restored";
    }
}
