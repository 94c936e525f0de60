package dev.tapedeck.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.warning.SilentWarnings;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLines;
import dev.tapedeck.store.s3.SimulatedStore;
import dev.tapedeck.store.s3.SimulatedStore.Network;
import dev.tapedeck.summary.SimulatedRows;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RecordingPipelineTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final BatchSpan SPAN = new BatchSpan("topic", 2, 5, 9, 1_795_440_754_195L);

    private static final Network NETWORK = new Network() {
        @Override
        public <T> Uni<T> request(Supplier<T> effect) {
            return Uni.createFrom().item(effect);
        }
    };

    private final SimulatedStore store = new SimulatedStore();
    private final SimulatedRows rows = new SimulatedRows();

    @Test
    void rowsOfAnEarlierOwnerAreThereOnceHoweverLongItIsAgo() {
        sink().write(batch(), BatchTrace.NONE).await().atMost(LIMIT);
        assertThat(rows.rows()).hasSize(1);
        rows.forgetTokens();
        assertThat(sink().finish(SPAN, List.of(Retention.DAYS_30)).await().atMost(LIMIT))
                .isEmpty();
        assertThat(rows.rows()).hasSize(1);
    }

    @Test
    void whatIsDurableOfABatchIsWhatItsObjectsSay() {
        sink().write(batch(), BatchTrace.NONE).await().atMost(LIMIT);
        Durable durable = sink().durable(SPAN, List.of(Retention.DAYS_30, Retention.DAYS_90))
                .await()
                .atMost(LIMIT);
        assertThat(durable.parts()).containsExactly("30d");
        assertThat(durable.holds(7)).isTrue();
        assertThat(durable.holds(8)).isFalse();
        assertThat(durable.holdsSession(new SessionKey(1, "s"))).isTrue();
        assertThat(durable.holdsSession(new SessionKey(2, "s"))).isFalse();
    }

    private RecordingPipeline sink() {
        return new RecordingPipeline(store.blockStore(NETWORK), rows.writer(NETWORK, false), SilentWarnings.channel());
    }

    private static SealedBatch batch() {
        BlockFacts facts = new BlockFacts(
                "person", 1, 2, 1, 1, List.of(7L), 0, 4, null, List.of(), 0, 0, 0, 0, 0, 0, 0, "web", null, null);
        SessionBlock block = new SessionBlock(
                new SessionKey(1, "s"),
                Retention.DAYS_30,
                BlockCodec.ZSTD,
                new byte[4],
                4,
                1,
                facts,
                new ConsoleLines());
        return new SealedBatch(SPAN, List.of(block), List.of());
    }
}
