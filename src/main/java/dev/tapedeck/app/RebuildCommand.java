package dev.tapedeck.app;

import dev.tapedeck.screen.Retention;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.index.IndexPart;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.RestoreResult;
import dev.tapedeck.summary.RestoreResult.Half;
import dev.tapedeck.summary.SummaryWriter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Writes the rows that blocks in the bucket have not got, from the objects' own indexes. Rows that are there stay as they
 * are, so it may run at any time, beside the service, and again. Where rows cannot be asked it does nothing. The exit code
 * is 0, or 1 when something was left undone.
 */
@Command(name = "rebuild", description = "Writes the rows that stored blocks have not got, from the bucket alone.")
class RebuildCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(30);

    /** Bytes of rows that are looked for together, about: many objects have a few, and every question has its price. */
    private static final long TOGETHER_BYTES = 24 << 20;

    /** So many times that: while the server works for some, others are read, compared and sent. */
    private static final int AT_A_TIME = 2;

    private static final Logger LOG = Logger.getLogger(RebuildCommand.class);

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    @Inject
    BlockStore store;

    @Inject
    SummaryWriter summary;

    @Override
    public Integer call() {
        Report report =
                new Report(spec.commandLine().getOut(), spec.commandLine().getErr());
        try {
            rebuild(report);
        } catch (RuntimeException e) {
            LOG.debug("the command failed", e);
            report.ended(e);
        }
        return report.end() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void rebuild(Report report) {
        for (Retention retention : Retention.values()) {
            // One part ahead, so that reading and writing overlap and memory stays small.
            var parts = store.all(retention).subscribe().asIterable(1, () -> new ArrayBlockingQueue<>(2));
            Deque<CompletableFuture<RestoreResult>> underWay = new ArrayDeque<>();
            List<StoredObject> some = new ArrayList<>();
            long bytes = 0;
            for (IndexPart part : parts) {
                report.read(part);
                if (part instanceof IndexPart.Read(StoredObject object)) {
                    some.add(object);
                    bytes += object.rowBytes();
                }
                if (bytes >= TOGETHER_BYTES) {
                    restore(some, underWay, report);
                    report.progress(retention.label());
                    some.clear();
                    bytes = 0;
                }
            }
            restore(some, underWay, report);
            await(underWay, 0, report);
        }
    }

    private void restore(List<StoredObject> parts, Deque<CompletableFuture<RestoreResult>> underWay, Report report) {
        if (!parts.isEmpty()) {
            underWay.add(summary.restore(List.copyOf(parts)).subscribeAsCompletionStage());
            await(underWay, AT_A_TIME - 1, report);
        }
    }

    /** Waits until no more than these are under way. */
    private static void await(Deque<CompletableFuture<RestoreResult>> underWay, int most, Report report) {
        while (underWay.size() > most) {
            report.add(
                    Uni.createFrom().completionStage(underWay.remove()).await().atMost(LIMIT));
        }
    }

    /** Tells how far a rebuild is, what it did, and what it left undone. One thread. */
    private static final class Report {

        static final String NAME = "tapedeck rebuild: ";

        /** More of a kind are counted only: when a table is lost, they are all of its blocks. */
        private static final int NAMED = 20;

        private final PrintWriter out;
        private final PrintWriter faults;
        private int objects;
        private long blocks;
        private long lines;
        private long notShown;
        private long halves;
        private int unreadable;
        private boolean ended;

        Report(PrintWriter out, PrintWriter faults) {
            this.out = out;
            this.faults = faults;
        }

        void read(IndexPart part) {
            switch (part) {
                case IndexPart.Read(StoredObject object) ->
                    objects += object.part().isEmpty() ? 1 : 0;
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
}
