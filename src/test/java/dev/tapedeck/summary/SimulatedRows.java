package dev.tapedeck.summary;

import dev.tapedeck.intake.OffsetGap;
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
        return new SummaryWriter(new RowSink() {
            @Override
            public Uni<Void> write(StoredObject object) {
                return insert(network, object);
            }

            @Override
            public Uni<Set<String>> known(List<StoredObject> objects) {
                throw new AssertionError("only a rebuild asks");
            }

            @Override
            public Uni<List<RecordedMessages>> recorded(
                    String topic, int partition, long from, long until, Set<String> sessions) {
                throw new AssertionError("only a replay of dead letters asks");
            }

            @Override
            public Uni<Void> write(OffsetGap gap) {
                throw new AssertionError("nothing is ever gone here: " + gap);
            }
        });
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
