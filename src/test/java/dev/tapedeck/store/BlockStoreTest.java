package dev.tapedeck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.ConsoleLines;
import dev.tapedeck.store.index.IndexFormatTest;
import dev.tapedeck.store.index.IndexPart;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.store.s3.SimulatedStore;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BlockStoreTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final BatchSpan SPAN = new BatchSpan("topic", 0, 5, 9, 1_000);

    private final SimulatedStore simulated = new SimulatedStore();
    private final BlockStore store = simulated.blockStore(new SimulatedStore.Network() {
        @Override
        public <T> Uni<T> request(Supplier<T> effect) {
            return Uni.createFrom().item(effect);
        }
    });

    /** The direct peer's objects have keys of the same form, and stay in the bucket until they expire. */
    @Test
    void ofAllObjectsThoseThatAreAnothersAreLeftOut() {
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ours.add(write(i).key());
            simulated.put(
                    "recordings/30d/" + (1_000 + i) + "-0123456789abcdef",
                    "another's".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(parts()).allSatisfy(part -> assertThat(part).isInstanceOf(IndexPart.Read.class));
        assertThat(parts().stream().map(part -> ((IndexPart.Read) part).object().key()))
                .containsExactlyInAnyOrderElementsOf(ours);
    }

    @Test
    void anObjectWhoseIndexIsDamagedIsNamedAndTheOthersAreRead() {
        StoredObject sound = write(1);
        String damaged = write(2).key();
        simulated.damage(damaged);

        List<IndexPart> parts = parts();

        assertThat(parts).hasSize(2).contains(new IndexPart.Read(sound));
        assertThat(parts.getLast().toString()).contains(damaged + " cannot be read: its index is damaged");
    }

    /** Another attempt was quicker with one of the objects, and had laid the batch out differently. */
    @Test
    void aSessionThatAnotherAttemptHasStoredIsStoredNowhereElse() {
        store(batch(block("a", Retention.DAYS_30), block("b", Retention.DAYS_90)));

        List<StoredObject> objects = store(batch(
                List.of(Retention.DAYS_30, Retention.DAYS_90),
                List.of(),
                block("a", Retention.DAYS_90),
                block("b", Retention.DAYS_90)));

        assertThat(sessions(objects)).containsExactly("30d a", "90d b");
    }

    @Test
    void aBlockWhoseObjectExistsWithoutItGoesIntoTheNextOne() {
        store(batch(block("a", Retention.DAYS_30)));

        List<StoredObject> objects = store(batch(
                List.of(Retention.DAYS_30, Retention.DAYS_90),
                List.of(),
                block("a", Retention.DAYS_30),
                block("b", Retention.DAYS_30)));

        assertThat(sessions(objects)).containsExactly("30d a", "90d b");
    }

    /** The session's retention is another one today than when its batch was announced. */
    @Test
    void aBlockOfAnotherRetentionThanWasAnnouncedGoesIntoTheObjectThatIsMissing() {
        store(batch(block("a", Retention.DAYS_30)));

        List<StoredObject> objects = store(batch(
                List.of(Retention.DAYS_90),
                List.of(Retention.DAYS_30),
                block("b", Retention.YEAR_1),
                block("c", Retention.DAYS_30)));

        assertThat(sessions(objects)).containsExactly("30d a", "90d b", "90d c");
    }

    @Test
    void whatIsInNoObjectThoughAllExistIsLeftOut() {
        store(batch(block("a", Retention.DAYS_30), block("b", Retention.DAYS_90)));

        List<StoredObject> objects =
                store(batch(List.of(Retention.DAYS_90), List.of(Retention.DAYS_30), block("c", Retention.DAYS_90)));

        assertThat(sessions(objects)).containsExactly("30d a", "90d b");
    }

    /** Its rows are written by whoever comes last. */
    @Test
    void anObjectThatGetsNoBlockIsFoundIfItExists() {
        store(batch(block("a", Retention.DAYS_30)));

        assertThat(sessions(store(batch(List.of(Retention.DAYS_30, Retention.DAYS_90), List.of()))))
                .containsExactly("30d a");
    }

    /** What wrote it died half-way, on a server that does not write objects as a whole. */
    @Test
    void anObjectThatIsCutOffIsNamedAndWaitedForUntilItIsDeleted() {
        simulated.cutOff(() -> true);
        assertThatThrownBy(() -> store(batch(block("a", Retention.DAYS_30)))).hasMessageContaining("cut off");
        simulated.cutOff(() -> false);
        String key = SimulatedStore.key("recordings", SPAN, Retention.DAYS_30);
        List<Retention> parts = List.of(Retention.DAYS_30, Retention.DAYS_90);

        assertThatThrownBy(() -> store(batch(block("a", Retention.DAYS_30)))).hasMessageContaining(key);
        assertThatThrownBy(() -> store.find(SPAN, parts).await().atMost(LIMIT)).hasMessageContaining(key);
        assertThat(store.unreadable(SPAN, parts).await().atMost(LIMIT))
                .singleElement()
                .satisfies(object -> assertThat(object.address()).isEqualTo("s3://bucket/" + key));

        simulated.deleteCutOff();
        assertThat(store.unreadable(SPAN, parts).await().atMost(LIMIT)).isEmpty();
        assertThat(sessions(store(batch(block("a", Retention.DAYS_30))))).containsExactly("30d a");
    }

    private List<StoredObject> store(SealedBatch batch) {
        return store.store(batch).await().atMost(Duration.ofSeconds(10)).objects();
    }

    private static SealedBatch batch(SessionBlock... blocks) {
        return new SealedBatch(SPAN, List.of(blocks), List.of());
    }

    private static SealedBatch batch(List<Retention> parts, List<Retention> written, SessionBlock... blocks) {
        return new SealedBatch(SPAN, List.of(blocks), List.of(), parts, written);
    }

    private static SessionBlock block(String session, Retention retention) {
        return new SessionBlock(
                new SessionKey(1, session),
                retention,
                BlockCodec.ZSTD,
                new byte[1],
                1,
                0,
                IndexFormatTest.facts(),
                new ConsoleLines());
    }

    private static List<String> sessions(List<StoredObject> objects) {
        return objects.stream()
                .flatMap(object -> object.index().blocks().stream()
                        .map(block -> object.index().retention().label()
                                + ' '
                                + block.session().sessionId()))
                .toList();
    }

    private List<IndexPart> parts() {
        return store.all(Retention.DAYS_30).collect().asList().await().atMost(Duration.ofSeconds(10));
    }

    private StoredObject write(int offset) {
        BatchSpan span = new BatchSpan("topic", 0, offset, offset + 1, 1_000 + offset);
        SessionBlock block = new SessionBlock(
                new SessionKey(1, "s"),
                Retention.DAYS_30,
                BlockCodec.ZSTD,
                new byte[1],
                1,
                0,
                IndexFormatTest.facts(),
                new ConsoleLines());
        return store.store(new SealedBatch(span, List.of(block), List.of()))
                .await()
                .atMost(Duration.ofSeconds(10))
                .objects()
                .getFirst();
    }
}
