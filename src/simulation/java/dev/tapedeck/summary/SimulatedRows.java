package dev.tapedeck.summary;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.store.s3.SimulatedStore.Network;
import dev.tapedeck.summary.RowSink.RecordedMessages;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** The channel of rows that go out with a commit. */
    public static final String CHANNEL = "rows";

    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Row> prepared = new HashMap<>();
    private final Set<String> tokens = new HashSet<>();

    /**
     * The writer as one process sees it.
     *
     * @param withCommit whether rows are messages that go out with the commit
     */
    public SummaryWriter writer(Network network, boolean withCommit) {
        return new SummaryWriter(new RowSink() {
            @Override
            public Uni<List<OutboundMessage>> write(StoredObject object) {
                return withCommit
                        ? Uni.createFrom().item(() -> messages(object))
                        : insert(network, object).replaceWith(List.of());
            }

            @Override
            public Uni<List<OutboundMessage>> writeMissing(StoredObject object) {
                return withCommit
                        ? write(object)
                        : insertMissing(network, object).replaceWith(List.of());
            }

            @Override
            public Uni<RestoreResult> restore(List<StoredObject> objects) {
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

    /** Others have made more inserts than tokens are kept. */
    public void forgetTokens() {
        tokens.clear();
    }

    public List<Row> rows() {
        return rows;
    }

    /** The row that this message carries. */
    public Row row(OutboundMessage message) {
        String url = new String(Objects.requireNonNull(message.value()), StandardCharsets.UTF_8);
        return Objects.requireNonNull(prepared.get(url));
    }

    private List<OutboundMessage> messages(StoredObject object) {
        return object.index().blocks().stream()
                .map(block -> new Row(object, block))
                .map(row -> {
                    prepared.put(row.url(), row);
                    byte[] url = row.url().getBytes(StandardCharsets.UTF_8);
                    return OutboundMessage.of(CHANNEL, url, url);
                })
                .toList();
    }

    private Uni<Void> insertMissing(Network network, StoredObject object) {
        return network.request(() -> rows.stream().map(Row::url).collect(Collectors.toSet()))
                .chain(present -> {
                    StoredObject missing = object.with(object.index().blocks().stream()
                            .filter(block -> !present.contains(object.url(block)))
                            .toList());
                    return missing.index().blocks().isEmpty() ? Uni.createFrom().voidItem() : insert(network, missing);
                });
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
