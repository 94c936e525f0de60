package dev.tapedeck.summary;

import dev.tapedeck.store.SimulatedStore.Network;
import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The real summary writer over a table in memory that recognises repeated inserts by their token, as ClickHouse does. */
public final class SimulatedRows {

    /** A row: a block and where it is. */
    public record Row(StoredObject object, StoredBlock block) {

        public String url() {
            return object.url(block);
        }

        public long from() {
            return object.index().span().from();
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final Set<String> tokens = new HashSet<>();

    /** The writer as one process sees it. */
    public SummaryWriter writer(Network network) {
        return new SummaryWriter(object -> insert(network, object));
    }

    public List<Row> rows() {
        return rows;
    }

    private Uni<Void> insert(Network network, StoredObject object) {
        return network.request(() -> {
                    if (tokens.add(object.key())) {
                        object.index().blocks().forEach(block -> rows.add(new Row(object, block)));
                    }
                    return true;
                })
                .replaceWithVoid();
    }
}
