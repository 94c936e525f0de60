package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.e2e.Outcome.DeadLettered;
import dev.tapedeck.e2e.Outcome.Diverted;
import dev.tapedeck.e2e.Outcome.Dropped;
import dev.tapedeck.e2e.Outcome.Written;
import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.Event;
import dev.tapedeck.testing.Broker;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the table of {@link Cases}. */
@QuarkusTest
class EndToEndTest extends EndToEnd {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.tapedeck.e2e.Cases#all")
    void becomesOfItWhatItShould(EndToEndCase given) {
        CaseRun run = CaseRun.of(given);
        switch (given.outcome()) {
            case Written() -> written(run);
            case Dropped(String reason) -> dropped(run, reason);
            case Diverted() -> diverted(run);
            case DeadLettered(String reason, String step) ->
                throw new UnsupportedOperationException(reason + " of " + step + " belongs to MalformedBodiesTest");
        }
    }

    @Test
    void everySnapshotBelongsToACase() {
        assertThat(Snapshots.APPROVED.toFile().list())
                .isSubsetOf(Cases.all().stream()
                        .filter(given -> given.outcome() instanceof Written)
                        .map(given -> Snapshots.fileName(given.name()))
                        .toList());
    }

    private void written(CaseRun run) {
        awaitCommitted(send(run));
        Snapshot snapshot = new Snapshot(run);
        run.expected().forEach((session, events) -> {
            List<Block> blocks = stored.blocks(session.team(), session.id());
            List<Event> found = new ArrayList<>();
            snapshot.session(session);
            for (Block block : blocks) {
                List<Event> inBlock = stored.events(block);
                snapshot.block(block, inBlock);
                found.addAll(inBlock);
            }
            assertThat(found)
                    .as("events of session %s of %s", session.letter(), run.given())
                    .isEqualTo(events);
            List<JsonNode> summary = stored.summary(session.team(), session.id());
            assertThat(summary).as("summaries of session %s", session.letter()).hasSize(1);
            assertThat(summary.getFirst().get("block_urls"))
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrderElementsOf(
                            blocks.stream().map(Block::url).toList());
            snapshot.summary(summary.getFirst());
            snapshot.console(stored.console(session.team(), session.id()));
            assertThat(stored.anyRow(session.id())).isTrue();
        });
        Snapshots.verify(run.given().name(), snapshot.stable());
    }

    private void dropped(CaseRun run, String reason) {
        double before = meters.sum("tapedeck_dropped_total", "reason=\"" + reason + "\"");
        assertNothingIsLeft(run);
        assertThat(meters.sum("tapedeck_dropped_total", "reason=\"" + reason + "\""))
                .as("messages of %s that are dropped because of %s", run.given(), reason)
                .isEqualTo(before + run.given().payloads().size());
    }

    private void diverted(CaseRun run) {
        assertNothingIsLeft(run);
        Payload payload = run.given().payloads().getFirst();
        Message sent = run.message(payload);
        assertThat(broker.content(Broker.OVERFLOW)).anySatisfy(found -> {
            assertThat(found.key()).asString().isEqualTo(sent.key());
            assertThat(found.value()).isEqualTo(sent.body());
            assertThat(found.headers().lastHeader("redirect-step")).isNotNull();
        });
    }

    /** The offset has moved beyond the messages, and there is no object, no row and no console line of them. */
    private void assertNothingIsLeft(CaseRun run) {
        Set<String> before = objects();
        awaitCommitted(send(run));
        assertThat(objects()).as("objects after %s", run.given()).isEqualTo(before);
        run.expected().keySet().forEach(session -> {
            assertThat(stored.anyRow(session.id()))
                    .as("rows of %s", run.given())
                    .isFalse();
        });
    }

    private List<RecordMetadata> send(CaseRun run) {
        List<RecordMetadata> sent = new ArrayList<>();
        for (Payload payload : run.given().payloads()) {
            if (payload.inLaterBatch()) {
                awaitCommitted(sent);
            }
            sent.add(broker.send(run.message(payload).toRecord()));
        }
        return sent;
    }
}
