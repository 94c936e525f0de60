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

/**
 * Writes the rows that blocks in the bucket have not got, from the objects' own indexes. Rows that are there stay as they
 * are, so it may run at any time, beside the service, and again.
 */
@Singleton
class RebuildCommand implements Command {

    /** A page is a thousand objects at most. */
    private static final Duration PAGE_LIMIT = Duration.ofMinutes(30);

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
        int objects = 0;
        int restored = 0;
        for (Retention retention : Retention.values()) {
            var pages = store.all(retention).subscribe().asIterable();
            for (List<StoredObject> page : pages) {
                objects += page.size();
                restored += restore(page);
                out.printf("%s: %d objects read, %d restored%n", retention.label(), objects, restored);
            }
        }
        out.printf("rebuilt %d of %d objects%n", restored, objects);
        return 0;
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
            written = written.chain(() -> summary.write(batch));
        }
        return written;
    }
}
