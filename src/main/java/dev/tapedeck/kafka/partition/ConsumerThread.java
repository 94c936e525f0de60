package dev.tapedeck.kafka.partition;

import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that may touch the Kafka consumer. Tasks for it normally run between polls. While a revocation holds
 * that thread, {@link #runUntil} keeps running them, so that lanes can still commit before they give their partition up.
 */
public final class ConsumerThread {

    /** How long a call to the group may take. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(ConsumerThread.class);
    private static final Duration TURN = Duration.ofMillis(20);

    /** Something to do with the consumer. Either method is called, once. */
    private interface Task {
        void run(Consumer<?, ?> consumer, boolean insideRebalance);

        /** The polling thread takes no tasks any more, or this one failed. */
        void refused(Throwable failure);
    }

    /** A task whose result somebody waits for. */
    private record Asked<T>(UniEmitter<? super T> emitter, Work<T> work) implements Task {

        /** Completes the emitter now or later. */
        interface Work<T> {
            void run(Consumer<?, ?> consumer, boolean insideRebalance, UniEmitter<? super T> emitter);
        }

        @Override
        public void run(Consumer<?, ?> consumer, boolean insideRebalance) {
            work.run(consumer, insideRebalance, emitter);
        }

        @Override
        public void refused(Throwable failure) {
            emitter.fail(failure);
        }
    }

    /** A task that nobody waits for. */
    private record Told(java.util.function.Consumer<Consumer<?, ?>> order) implements Task {

        @Override
        public void run(Consumer<?, ?> consumer, boolean insideRebalance) {
            order.accept(consumer);
        }

        @Override
        public void refused(Throwable failure) {
            LOG.warn("a task on the polling thread failed", failure);
        }
    }

    private final KafkaConsumer<?, ?> consumer;
    private final PolledRecords polled;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

    /** Commits whose responses come with a later poll. Confined to the polling thread. */
    private int commitsUnderWay;

    /** Whether the group has refused a commit because we are no member. Confined to the polling thread. */
    private boolean outOfGroup;

    /** Whether a commit was refused because another process has our name in the group. */
    private volatile boolean fenced;

    /** Whether the consumer is kept from polling. */
    private volatile boolean held;

    private volatile boolean ending;

    public ConsumerThread(KafkaConsumer<?, ?> consumer, PolledRecords polled) {
        this.consumer = consumer;
        this.polled = polled;
    }

    /** Whether the group has refused a commit because another process joined under our name. Any thread. */
    public boolean isFenced() {
        return fenced;
    }

    /** Whether a partition of which nothing was ever committed is read from its beginning. Any thread. */
    boolean readsFromStart() {
        Object reset = consumer.configuration().get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
        return reset != null && reset.toString().equalsIgnoreCase("earliest");
    }

    /** The partition was assigned, and its messages count from zero. On the polling thread only. */
    public void begin(TopicPartition partition) {
        polled.begin(partition);
    }

    /** Returns how many messages of the partition were polled since it was assigned. On the polling thread only. */
    long polled(TopicPartition partition) {
        return polled.of(partition);
    }

    /** Returns the generation of the group that the current assignment belongs to. On the polling thread only. */
    public int generation() {
        return consumer.unwrap().groupMetadata().generationId();
    }

    /**
     * Returns what a transaction of this member has to show to the group, which refuses it once the group has moved on. Fails with
     * {@link LaneFenced} when the partition is not the lane's any more. Any thread.
     */
    Uni<ConsumerGroupMetadata> membership(PartitionLink link) {
        return ask(client -> {
            ConsumerGroupMetadata member = client.groupMetadata();
            if (member.generationId() < 0) {
                outOfGroup = true;
                throw new LaneFenced(new IllegalStateException("the group has us no more"));
            }
            if (!isOurs(link, client)) {
                throw anothers(link);
            }
            return member;
        });
    }

    /** Commits an offset. Fails with {@link LaneFenced} when the partition is not the lane's any more. Any thread. */
    Uni<Void> store(PartitionLink link, long offset, String metadata) {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                Map.of(link.partition(), new OffsetAndMetadata(offset, metadata));
        return Uni.createFrom()
                .emitter(answer -> submit(new Asked<Void>(answer, (client, insideRebalance, emitter) -> {
                    try {
                        if (!isOurs(link, client)) {
                            emitter.fail(anothers(link));
                        } else if (insideRebalance) {
                            client.commitSync(offsets, CALL_TIMEOUT);
                            emitter.complete(null);
                        } else {
                            commitLater(client, offsets, emitter);
                        }
                    } catch (RuntimeException e) {
                        answer(emitter, e);
                    }
                })));
    }

    /** Has the consumer do something to the partition if it is still the lane's. Any thread. */
    public void tell(PartitionLink link, java.util.function.Consumer<Consumer<?, ?>> order) {
        submit(new Told(client -> {
            if (isOurs(link, client)) {
                order.accept(client);
            }
        }));
    }

    /** Asks the consumer. The question occupies the polling thread, so it must have a time limit. Any thread. */
    public <T> Uni<T> ask(Function<Consumer<?, ?>, T> question) {
        return Uni.createFrom()
                .emitter(answer -> submit(new Asked<T>(
                        answer, (client, insideRebalance, emitter) -> emitter.complete(question.apply(client)))));
    }

    /**
     * Runs tasks until the condition holds, the time is over, or this process turns out to be no member of the group any more. On the
     * polling thread only, from a rebalance callback.
     */
    public void runUntil(BooleanSupplier done, Duration limit) {
        outOfGroup = false;
        long deadline = System.nanoTime() + limit.toNanos();
        runWhile(() -> !done.getAsBoolean() && !outOfGroup && System.nanoTime() < deadline);
    }

    /**
     * Keeps the consumer from polling as long as there is a reason. Tasks run meanwhile. A poll would join the group again and shut out
     * the process that has our name by then. That process would do the same, and neither would get anything done. Any thread.
     */
    public void hold(BooleanSupplier reason) {
        submit(new Told(client -> {
            held = true;
            runWhile(() -> reason.getAsBoolean() && !ending);
            held = false;
        }));
    }

    /** Whether the consumer is kept from polling. Any thread. */
    public boolean isHeld() {
        return held;
    }

    /** The consumer is about to be closed, so nothing may hold its thread any more. Any thread. */
    public void end() {
        ending = true;
    }

    private void runWhile(BooleanSupplier condition) {
        while (condition.getAsBoolean()) {
            hearCommits();
            try {
                Task task = tasks.poll(TURN.toMillis(), TimeUnit.MILLISECONDS);
                if (task != null) {
                    run(task, consumer.unwrap(), true);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Lets the consumer take in responses to commits. No poll does so during a revocation, and lanes would wait in vain. */
    private void hearCommits() {
        if (commitsUnderWay == 0) {
            return;
        }
        try {
            consumer.unwrap().commitSync(Map.of(), TURN);
        } catch (RuntimeException e) {
            LOG.debugf(e, "%d commits are not answered yet", commitsUnderWay);
        }
    }

    private void commitLater(
            Consumer<?, ?> client, Map<TopicPartition, OffsetAndMetadata> offsets, UniEmitter<? super Void> emitter) {
        commitsUnderWay++;
        boolean accepted = false;
        try {
            client.commitAsync(offsets, (done, failure) -> {
                commitsUnderWay--;
                answer(emitter, failure);
            });
            accepted = true;
        } finally {
            if (!accepted) {
                commitsUnderWay--;
            }
        }
    }

    private static boolean isOurs(PartitionLink link, Consumer<?, ?> client) {
        return link.holds() && client.assignment().contains(link.partition());
    }

    private static LaneFenced anothers(PartitionLink link) {
        return new LaneFenced(new IllegalStateException(link.partition() + " is another lane's"));
    }

    private void submit(Task task) {
        tasks.add(task);
        post(consumer, this::runQueued).subscribe().with(ignored -> {}, this::refuseQueued);
    }

    /** The consumer is closed or closing. Nobody would run these tasks, and whoever asked would wait for ever. */
    private void refuseQueued(Throwable failure) {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            task.refused(failure);
        }
    }

    /** Names the type parameters of the consumer. */
    private static <K, V> Uni<Void> post(
            KafkaConsumer<K, V> consumer, java.util.function.Consumer<Consumer<?, ?>> task) {
        java.util.function.Consumer<Consumer<K, V>> typed = task::accept;
        return consumer.runOnPollingThread(typed);
    }

    private void runQueued(Consumer<?, ?> client) {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task, client, false);
        }
    }

    /** Runs one task. Its failure must not keep others from running, nor end a poll or a rebalance. */
    private static void run(Task task, Consumer<?, ?> client, boolean insideRebalance) {
        try {
            task.run(client, insideRebalance);
        } catch (RuntimeException | Error e) {
            task.refused(e);
        }
    }

    private void answer(UniEmitter<? super Void> emitter, @Nullable Exception failure) {
        if (failure == null) {
            emitter.complete(null);
        } else if (failure instanceof CommitFailedException
                || failure instanceof FencedInstanceIdException
                || failure instanceof UnknownMemberIdException) {
            outOfGroup = true;
            fenced |= failure instanceof FencedInstanceIdException;
            emitter.fail(new LaneFenced(failure));
        } else {
            emitter.fail(failure);
        }
    }
}
