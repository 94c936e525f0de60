package dev.tapedeck.app;

import dev.tapedeck.diagnostics.Command;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.index.IndexPart;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.RestoreResult;
import dev.tapedeck.summary.SummaryWriter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Writes the rows that blocks in the bucket have not got, from the objects' own indexes. Rows that are there stay as they
 * are, so it may run at any time, beside the service, and again. Where rows cannot be asked it does nothing. The exit code
 * is 0, or 2 for a wrong call, or 1 when something was left undone.
 */
@Singleton
class RebuildCommand implements Command {

    private static final Duration LIMIT = Duration.ofMinutes(30);

    /** Bytes of rows that are looked for together, about: many objects have a few, and every question has its price. */
    private static final long TOGETHER_BYTES = 24 << 20;

    /** So many times that: while the server works for some, others are read, compared and sent. */
    private static final int AT_A_TIME = 2;

    private static final Logger LOG = Logger.getLogger(RebuildCommand.class);

    private final BlockStore store;
    private final SummaryWriter summary;

    RebuildCommand(BlockStore store, SummaryWriter summary) {
        this.store = store;
        this.summary = summary;
    }

    @Override
    public String name() {
        return "rebuild";
    }

    @Override
    public String summary() {
        return "writes the rows that stored blocks have not got, from the bucket alone";
    }

    @Override
    public int run(List<String> arguments, PrintStream out) {
        if (!arguments.isEmpty()) {
            System.err.println("usage: tapedeck rebuild (it takes no options; it " + summary() + ")");
            return USAGE;
        }
        RebuildReport report = new RebuildReport(out, System.err);
        try {
            rebuild(report);
        } catch (RuntimeException e) {
            LOG.debug("the command failed", e);
            report.ended(e);
        }
        return report.end() ? DONE : FAILED;
    }

    private void rebuild(RebuildReport report) {
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

    private void restore(
            List<StoredObject> parts, Deque<CompletableFuture<RestoreResult>> underWay, RebuildReport report) {
        if (!parts.isEmpty()) {
            underWay.add(summary.restore(List.copyOf(parts)).subscribeAsCompletionStage());
            await(underWay, AT_A_TIME - 1, report);
        }
    }

    /** Waits until no more than these are under way. */
    private static void await(Deque<CompletableFuture<RestoreResult>> underWay, int most, RebuildReport report) {
        while (underWay.size() > most) {
            report.add(
                    Uni.createFrom().completionStage(underWay.remove()).await().atMost(LIMIT));
        }
    }
}
