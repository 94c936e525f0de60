package dev.tapedeck.kafka.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import dev.tapedeck.lane.contract.LanePartition.Passed;
import dev.tapedeck.lane.contract.SameLog;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What lanes ask of the consumer waits for the polling thread's turn; meanwhile the group may have moved on. */
class ConsumerThreadTest {

    private static final TopicPartition PARTITION = new TopicPartition("recordings", 0);
    private static final Duration LONG = Duration.ofSeconds(30);

    /** A consumer whose answers to commits come when it is asked for them, as those of the real one come with polls. */
    private static final class Client extends MockConsumer<byte[], byte[]> {

        final List<Runnable> answers = new ArrayList<>();
        boolean member = true;

        Client() {
            super("earliest");
            assign(Set.of(PARTITION));
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            super.commitAsync(offsets, null);
            answers.add(() -> callback.onComplete(offsets, null));
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (!member && !offsets.isEmpty()) {
                throw new CommitFailedException();
            }
            answers.forEach(Runnable::run);
            answers.clear();
            super.commitAsync(offsets, null);
        }

        long position() {
            OffsetAndMetadata found = committed(Set.of(PARTITION)).get(PARTITION);
            return found == null ? -1 : found.offset();
        }
    }

    private final Client client = new Client();
    private boolean refusing;
    private final List<Runnable> turns = new ArrayList<>();
    private final ConsumerThread thread = new ConsumerThread(consumer(), new PolledRecords());
    private final PartitionLink link = new PartitionLink(PARTITION, thread, new SameLog(), null);

    @Test
    void aCommitOfALaneThatIsOverDoesNotTouchThePartitionsNextLane() {
        CompletableFuture<Void> late = link.commit(7, "", List.of()).subscribeAsCompletionStage();
        link.cut();
        CompletableFuture<Void> next = new PartitionLink(PARTITION, thread, new SameLog(), null)
                .commit(20, "", List.of())
                .subscribeAsCompletionStage();
        takeTurns();
        assertThat(next).isNotCompletedExceptionally();
        assertThat(client.position()).isEqualTo(20);
        assertThat(late).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(LaneFenced.class);
    }

    @Test
    void aPauseOfALaneThatIsOverDoesNotStopThePartitionsNextLane() {
        link.pause();
        link.cut();
        takeTurns();
        assertThat(client.paused()).isEmpty();
    }

    @Test
    void aRevocationHearsTheAnswersOfCommitsSentBefore() {
        CompletableFuture<Void> commit = link.commit(7, "", List.of()).subscribeAsCompletionStage();
        takeTurns();
        assertThat(commit).isNotDone();
        thread.runUntil(commit::isDone, LONG);
        assertThat(commit).isCompleted();
    }

    @Test
    void aRevocationIsOverOnceTheGroupHasUsNoMore() {
        client.member = false;
        CompletableFuture<Void> commit = link.commit(7, "", List.of()).subscribeAsCompletionStage();
        long began = System.nanoTime();
        thread.runUntil(() -> false, LONG);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG.dividedBy(2));
        assertThat(commit).isCompletedExceptionally();
    }

    @Test
    void aTaskThatFailsDoesNotKeepOthersFromRunning() {
        client.close();
        CompletableFuture<Void> commit = link.commit(7, "", List.of()).subscribeAsCompletionStage();
        link.pause();
        CompletableFuture<Committed> committed = link.committed().subscribeAsCompletionStage();
        turns.getFirst().run();
        assertThat(commit).isCompletedExceptionally();
        assertThat(committed).isCompletedExceptionally();
    }

    @Test
    void anErrorInATaskIsAnAnswer() {
        CompletableFuture<Object> asked = thread.ask(consumer -> {
                    throw new StackOverflowError("injected");
                })
                .subscribeAsCompletionStage();
        takeTurns();
        assertThat(asked).isCompletedExceptionally();
    }

    @Test
    void whatTheClosedConsumersThreadRefusesIsAnswered() {
        refusing = true;
        CompletableFuture<Void> commit = link.commit(7, "", List.of()).subscribeAsCompletionStage();
        CompletableFuture<Passed> start = link.passed().subscribeAsCompletionStage();
        link.pause();
        assertThat(commit)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);
        assertThat(start)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void thePartitionsEndIsWhereTheConsumerHasReadAllThatItKnowsOf() {
        client.updateBeginningOffsets(Map.of(PARTITION, 0L));
        client.updateEndOffsets(Map.of(PARTITION, 8L));
        client.seek(PARTITION, 7);
        CompletableFuture<Boolean> before = link.atEnd().subscribeAsCompletionStage();
        takeTurns();
        client.seek(PARTITION, 8);
        CompletableFuture<Boolean> then = link.atEnd().subscribeAsCompletionStage();
        takeTurns();
        assertThat(before).isCompletedWithValue(false);
        assertThat(then).isCompletedWithValue(true);
    }

    private void takeTurns() {
        turns.forEach(Runnable::run);
        turns.clear();
    }

    @SuppressWarnings("unchecked")
    private KafkaConsumer<byte[], byte[]> consumer() {
        return (KafkaConsumer<byte[], byte[]>) Proxy.newProxyInstance(
                KafkaConsumer.class.getClassLoader(),
                new Class<?>[] {KafkaConsumer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "unwrap" -> client;
                    case "runOnPollingThread" -> {
                        if (refusing) {
                            yield Uni.createFrom().failure(new RejectedExecutionException("closed"));
                        }
                        turns.add(() -> ((Consumer<Object>) arguments[0]).accept(client));
                        yield Uni.createFrom().voidItem();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
