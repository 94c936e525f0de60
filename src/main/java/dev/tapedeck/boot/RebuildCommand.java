package dev.tapedeck.boot;

import dev.tapedeck.operate.Command;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.StoredBatch;
import dev.tapedeck.store.StoredObject;
import dev.tapedeck.summary.SummaryWriter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.jboss.logging.Logger;

/**
 * Writes the rows that blocks in the bucket have not got, from the objects' own indexes. Rows that are there stay as they
 * are, so it may run at any time, beside the service, and again. Where rows cannot be asked it does nothing. The exit code
 * is 0, or 2 for a wrong call, or 1 when something else was wrong.
 */
@Singleton
class RebuildCommand implements Command {

    private static final Duration PAGE_LIMIT = Duration.ofMinutes(30);
    private static final int TELL_EVERY = 1_000;

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
        try {
            rebuild(out);
            return DONE;
        } catch (RuntimeException e) {
            LOG.debug("the command failed", e);
            System.err.println("tapedeck rebuild: " + e.getMessage());
            return FAILED;
        }
    }

    private void rebuild(PrintStream out) {
        int objects = 0;
        int restored = 0;
        for (Retention retention : Retention.values()) {
            // One page ahead, so that reading and writing overlap and memory stays small.
            var pages = store.all(retention).subscribe().asIterable(1, () -> new ArrayBlockingQueue<>(2));
            int told = objects;
            for (List<StoredObject> page : pages) {
                objects += page.size();
                restored += restore(page);
                if (objects - told >= TELL_EVERY) {
                    told = objects;
                    out.printf("%s: %d objects read, %d restored%n", retention.label(), objects, restored);
                }
            }
        }
        out.printf("rebuilt %d of %d objects%n", restored, objects);
    }

    private int restore(List<StoredObject> page) {
        return summary.missing(page)
                .chain(missing -> write(missing).replaceWith(missing.size()))
                .await()
                .atMost(PAGE_LIMIT);
    }

    private Uni<Void> write(List<StoredObject> missing) {
        Uni<Void> written = Uni.createFrom().voidItem();
        for (StoredObject object : missing) {
            StoredBatch batch = new StoredBatch(object.index().span(), List.of(object), List.of());
            written = written.chain(() -> summary.writeMissing(batch));
        }
        return written;
    }
}
