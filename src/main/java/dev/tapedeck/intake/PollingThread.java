package dev.tapedeck.intake;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that may touch the Kafka consumer. Tasks for it normally run between polls. While a revocation holds
 * that thread, {@link #runUntil} keeps running them, so that lanes can still commit before they give their partition up.
 */
final class PollingThread {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    private interface Task {
        void run(Consumer<?, ?> consumer, boolean insideRebalance);
    }

    private final KafkaConsumer<?, ?> consumer;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

    PollingThread(KafkaConsumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    /** What the group has committed for the partition. Any thread. */
    Uni<Committed> committed(TopicPartition partition) {
        return Uni.createFrom()
                .emitter(emitter -> submit((client, insideRebalance) -> {
                    try {
                        OffsetAndMetadata found = client.committed(Set.of(partition), CALL_TIMEOUT)
                                .get(partition);
                        emitter.complete(
                                found == null
                                        ? Committed.NONE
                                        : new Committed(found.offset(), Intent.parse(found.metadata())));
                    } catch (RuntimeException e) {
                        emitter.fail(e);
                    }
                }));
    }

    /** The first offset that the partition still has. Any thread. */
    Uni<Long> logStart(TopicPartition partition) {
        return Uni.createFrom()
                .emitter(emitter -> submit((client, insideRebalance) -> {
                    try {
                        emitter.complete(client.beginningOffsets(Set.of(partition), CALL_TIMEOUT)
                                .getOrDefault(partition, 0L));
                    } catch (RuntimeException e) {
                        emitter.fail(e);
                    }
                }));
    }

    /** Commits; fails with {@link LaneFenced} when the partition is not ours any more. Any thread. */
    Uni<Void> commit(TopicPartition partition, long offset, String metadata) {
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(partition, new OffsetAndMetadata(offset, metadata));
        return Uni.createFrom()
                .emitter(emitter -> submit((client, insideRebalance) -> {
                    if (!client.assignment().contains(partition)) {
                        emitter.fail(new LaneFenced(new IllegalStateException(partition + " is not assigned")));
                        return;
                    }
                    if (insideRebalance) {
                        commitNow(client, offsets, emitter);
                    } else {
                        client.commitAsync(offsets, (done, failure) -> answer(emitter, failure));
                    }
                }));
    }

    void pause(TopicPartition partition) {
        submit((client, insideRebalance) -> {
            if (client.assignment().contains(partition)) {
                client.pause(Set.of(partition));
            }
        });
    }

    void resume(TopicPartition partition) {
        submit((client, insideRebalance) -> {
            if (client.assignment().contains(partition)) {
                client.resume(Set.of(partition));
            }
        });
    }

    /** Runs tasks until the condition holds or the time is over. On the polling thread only, from a rebalance callback. */
    void runUntil(BooleanSupplier done, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < deadline) {
            try {
                Task task = tasks.poll(20, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run(consumer.unwrap(), true);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void submit(Task task) {
        tasks.add(task);
        post(consumer, this::runQueued).subscribe().with(ignored -> {}, failure -> {});
    }

    /** Names the consumer's types, which nothing here depends on. */
    private static <K, V> Uni<Void> post(
            KafkaConsumer<K, V> consumer, java.util.function.Consumer<Consumer<?, ?>> task) {
        java.util.function.Consumer<Consumer<K, V>> typed = task::accept;
        return consumer.runOnPollingThread(typed);
    }

    private void runQueued(Consumer<?, ?> client) {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run(client, false);
        }
    }

    private static void commitNow(
            Consumer<?, ?> client, Map<TopicPartition, OffsetAndMetadata> offsets, UniEmitter<? super Void> emitter) {
        try {
            client.commitSync(offsets, CALL_TIMEOUT);
            emitter.complete(null);
        } catch (RuntimeException e) {
            answer(emitter, e);
        }
    }

    private static void answer(UniEmitter<? super Void> emitter, @Nullable Exception failure) {
        if (failure == null) {
            emitter.complete(null);
        } else if (failure instanceof CommitFailedException
                || failure instanceof FencedInstanceIdException
                || failure instanceof UnknownMemberIdException) {
            emitter.fail(new LaneFenced(failure));
        } else {
            emitter.fail(failure);
        }
    }
}
