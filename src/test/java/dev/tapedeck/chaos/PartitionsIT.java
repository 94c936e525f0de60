package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.readback.Event;
import dev.tapedeck.testing.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One instance and its partitions on a real broker: how it leaves them, how it finds them, and what it makes of a gap. */
class PartitionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String HOUR = "1h";
    private static final String REPLAY_EVENTS = "clickhouse_session_replay_events";
    private static final int OK = 0;
    private static final int FAILED = 1;

    private final Deployment deployment = new Deployment("partitions", 1);
    private final Instance instance = deployment.instance(0);

    @BeforeEach
    void keepBatchesOpen() {
        instance.with("tapedeck.session.batch-max-age", HOUR);
    }

    @AfterEach
    void close() {
        deployment.close();
    }

    @Test
    void anOrderlyStopLeavesNothingToBeReadAgain() {
        deployment.start();
        Traffic.Sent sent = deployment.traffic().playOnce();
        awaitReceived(sent.messages());
        assertThat(deployment.offsets().settled())
                .as("the batches are still open")
                .isFalse();

        instance.run().terminate();
        instance.run().awaitEnd(LIMIT);
        assertThat(deployment.offsets().settled()).as("everything is committed").isTrue();
        assertThat(instance.abandoned()).isZero();

        deployment.start();
        long last = deployment.traffic().playOnce().messages();
        awaitReceived(last);
        instance.run().terminate();
        instance.run().awaitEnd(LIMIT);
        sent.sessions().forEach(this::expectEvents);
    }

    @Test
    void aStopWhileNothingCanBeStoredGivesUpAtItsDeadlineAndLosesNothing() {
        instance.with("tapedeck.intake.shutdown-deadline", "2s");
        deployment.start();
        Traffic.Sent sent = deployment.traffic().playOnce();
        awaitReceived(sent.messages());
        instance.store().suffer((moment, request) -> Fault.RESET);
        instance.run().terminate();
        instance.run().awaitEnd(Duration.ofSeconds(10));
        assertThat(deployment.offsets().settled()).isFalse();
        expectAfterRestart(sent);
    }

    @Test
    void aSecondSignalEndsAStopThatTakesLong() {
        deployment.start();
        Traffic.Sent sent = deployment.traffic().playOnce();
        awaitReceived(sent.messages());
        instance.store().suffer((moment, request) -> Fault.RESET);
        instance.run().terminate();
        await().atMost(LIMIT).until(() -> instance.printed("stopping:") > 0);
        Passing.of(Duration.ofSeconds(1));
        assertThat(instance.run().alive()).isTrue();
        instance.run().terminate();
        instance.run().awaitEnd(Duration.ofSeconds(8));
        assertThat(deployment.offsets().settled()).isFalse();
        expectAfterRestart(sent);
    }

    @Test
    void messagesThatAreGoneAreRecordedAsAGap() {
        instance.with("tapedeck.session.batch-max-age", "1s");
        deployment.start();
        deployment.traffic().playOnce();
        deployment.settle();
        instance.run().terminate();
        instance.run().awaitEnd(LIMIT);

        deployment.traffic().playOnce();
        Map.Entry<Integer, OffsetAndMetadata> behind = partitionBehind();
        long from = behind.getValue().offset();
        deployment.offsets().delete(behind.getKey(), from + 1);
        Traffic.Sent kept = deployment.traffic().playOnce();
        deployment.start();
        deployment.settle();

        assertThat(instance.run().meters().sum("tapedeck_gaps_total")).isEqualTo(1);
        List<JsonNode> gaps = deployment
                .books()
                .rows("SELECT until_offset FROM recording_gaps FINAL WHERE partition = " + behind.getKey()
                        + " AND from_offset = " + from);
        assertThat(gaps).hasSize(1);
        assertThat(gaps.getFirst().path("until_offset").asLong()).isEqualTo(from + 1);
        kept.sessions().forEach(this::expectEvents);
    }

    @Test
    void ofTwoProcessesWithOneNameInTheGroupOneIsNotReadyUntilTheOtherHasGone() {
        instance.with("mp.messaging.incoming.recordings.group.instance.id", "tapedeck-0")
                .with("mp.messaging.incoming.recordings.session.timeout.ms", "10000")
                .with("tapedeck.intake.stuck-after", "6s")
                .with("tapedeck.session.batch-max-age", "1s");
        deployment.start();
        ServiceProcess first = instance.run();
        await().atMost(LIMIT).until(first::ready);

        instance.start();
        ServiceProcess second = instance.run();
        await().atMost(LIMIT).until(() -> saysThatItLostItsName(first) || saysThatItLostItsName(second));
        Traffic.Sent sent = deployment.traffic().playOnce();
        deployment.settle();
        sent.sessions().forEach(this::expectEvents);
        // For a moment each may take the other for the one that has the name.
        await().atMost(LIMIT).until(() -> first.ready() != second.ready());
        ServiceProcess works = first.ready() ? first : second;
        ServiceProcess waits = works == first ? second : first;
        assertThat(saysThatItLostItsName(waits)).isTrue();
        assertThat(waits.live()).isTrue();
        assertThat(instance.printed("TD-0025")).as("not in turn").isBetween(1L, 2L);

        works.kill();
        await().atMost(LIMIT).until(waits::ready);
        sent = deployment.traffic().playOnce();
        deployment.settle();
        sent.sessions().forEach(this::expectEvents);
    }

    private static boolean saysThatItLostItsName(ServiceProcess process) {
        return process.health("ready")
                .contains("another process has joined the group session-recordings-blob-v2 with"
                        + " group.instance.id=tapedeck-0");
    }

    @Test
    void rowsAreRebuiltFromTheBucketAlone() {
        instance.with("tapedeck.session.batch-max-age", "1s");
        deployment.start();
        Traffic.Sent sent = deployment.traffic().playOnce();
        deployment.settle();
        instance.run().terminate();
        instance.run().awaitEnd(LIMIT);
        Dump before = Dump.of(deployment.books());
        assertThat(before.isEmpty()).isFalse();

        Dump.truncate(deployment.books());
        assertThat(Dump.of(deployment.books()).isEmpty()).isTrue();
        for (int times = 0; times < 2; times++) {
            ServiceProcess rebuild = instance.command("rebuild");
            assertThat(rebuild.awaitEnd(LIMIT)).as(rebuild::output).isEqualTo(OK);
            assertThat(Dump.of(deployment.books())).isEqualTo(before);
        }
        sent.sessions().forEach(this::expectEvents);
        expectHalvesNamed();
        expectNoRowsSentAgain();
    }

    /** Written again, the rows that are there would count twice. */
    private void expectHalvesNamed() {
        deployment.books().rows("TRUNCATE TABLE session_replay_events");
        Dump left = Dump.of(deployment.books());
        ServiceProcess rebuild = instance.command("rebuild");
        assertThat(rebuild.awaitEnd(LIMIT)).as(rebuild::output).isEqualTo(FAILED);
        assertThat(rebuild.output())
                .contains("is in session_recording_blocks, but not in session_replay_events")
                .contains("Run doctor, and this again");
        assertThat(Dump.of(deployment.books())).isEqualTo(left);
    }

    /** Rows on topics cannot be asked for, and the direct peer's tables add up what comes twice. */
    private void expectNoRowsSentAgain() {
        Map<Integer, Long> ends = deployment.offsets().ends(REPLAY_EVENTS);
        instance.with("tapedeck.summary.sink", "kafka");
        ServiceProcess rebuild = instance.command("rebuild");
        assertThat(rebuild.awaitEnd(LIMIT)).as(rebuild::output).isEqualTo(FAILED);
        assertThat(rebuild.output()).contains("tapedeck rebuild: rows go to Kafka topics");
        assertThat(deployment.offsets().ends(REPLAY_EVENTS)).isEqualTo(ends);
    }

    /** A partition of which something was committed and more has come since. */
    private Map.Entry<Integer, OffsetAndMetadata> partitionBehind() {
        Map<Integer, Long> ends = deployment.offsets().ends();
        return deployment.offsets().committed().entrySet().stream()
                .filter(one ->
                        ends.getOrDefault(one.getKey(), 0L) > one.getValue().offset() + 1)
                .findFirst()
                .orElseThrow();
    }

    private void awaitReceived(long messages) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(instance.run().meters().sum("tapedeck_received_total"))
                        .isEqualTo(messages));
    }

    /** Nothing was lost by the stop before. */
    private void expectAfterRestart(Traffic.Sent sent) {
        instance.store().suffer(Fault.NONE);
        instance.with("tapedeck.session.batch-max-age", "1s");
        deployment.start();
        deployment.settle();
        sent.sessions().forEach(this::expectEvents);
    }

    private void expectEvents(String session, Recording recording) {
        List<Event> read = deployment.books().events(deployment.books().blocks(session));
        assertThat(read).as("events of session %s", session).hasSameSizeAs(recording.allEvents());
        assertThat(deployment.books().sum(session, "event_count")).isEqualTo(read.size());
    }
}
