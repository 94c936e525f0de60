package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
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

/** Runs the tables {@link Cases} and {@link Malformed}. */
@QuarkusTest
class EndToEndTest extends EndToEnd {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"dev.tapedeck.e2e.Cases#all", "dev.tapedeck.e2e.Malformed#cases"})
    void becomesOfItWhatItShould(EndToEndCase given) {
        CaseRun run = CaseRun.of(given);
        switch (given.outcome()) {
            case Written() -> written(run);
            case Dropped(String reason) -> dropped(run, reason);
            case Diverted(String reason) -> diverted(run, reason);
            case DeadLettered(String reason, String step) -> deadLettered(run, reason, step);
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
        awaitCommitted(origins(send(run)));
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
        assertNothingIsLeft(run, "tapedeck_dropped_total", reason);
    }

    private void deadLettered(CaseRun run, String reason, String step) {
        Sent sent =
                assertNothingIsLeft(run, "tapedeck_dead_lettered_total", reason).getFirst();
        new DeadLetters(broker, LIMIT).assertHold(sent.message(), sent.origin(), reason, step);
    }

    private void diverted(CaseRun run, String reason) {
        Sent sent = assertNothingIsLeft(run, "tapedeck_diverted_total", reason).getFirst();
        assertThat(broker.content(Broker.OVERFLOW)).anySatisfy(copy -> {
            assertThat(copy.key()).asString(UTF_8).isEqualTo(sent.message().key());
            assertThat(copy.value()).isEqualTo(sent.message().body());
            assertThat(copy.headers().lastHeader("redirect-step")).isNotNull();
        });
    }

    /** The offset has moved beyond the messages, they are counted, and there is no object, row or console line of them. */
    private List<Sent> assertNothingIsLeft(CaseRun run, String counter, String reason) {
        String label = "reason=\"" + reason + "\"";
        double counted = meters.sum(counter, label);
        Set<String> objects = objects();
        List<Sent> sent = send(run);
        awaitCommitted(origins(sent));
        assertThat(objects()).as("objects after %s", run.given()).isEqualTo(objects);
        run.expected()
                .keySet()
                .forEach(session -> assertThat(stored.anyRow(session.id()))
                        .as("rows of %s", run.given())
                        .isFalse());
        assertThat(meters.sum(counter, label))
                .as("%s of %s", counter, run.given())
                .isEqualTo(counted + sent.size());
        return sent;
    }

    /** A message and where the broker put it. */
    private record Sent(Message message, RecordMetadata origin) {}

    private static List<RecordMetadata> origins(List<Sent> sent) {
        return sent.stream().map(Sent::origin).toList();
    }

    private List<Sent> send(CaseRun run) {
        List<Sent> sent = new ArrayList<>();
        for (Payload payload : run.given().payloads()) {
            if (payload.inLaterBatch()) {
                awaitCommitted(origins(sent));
            }
            Message message = run.message(payload);
            sent.add(new Sent(message, broker.send(message.toRecord())));
        }
        return sent;
    }
}
