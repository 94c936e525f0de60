package dev.tapedeck.telemetry;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Begins the trace of every batch that is sealed. Callable on any thread. */
public interface BatchTraces {

    /** Without a receiver. */
    BatchTraces NONE = (topic, partition, from, until, since) -> BatchTrace.NONE;

    /**
     * Begins a trace.
     *
     * @param topic the topic of the batch
     * @param partition its partition
     * @param from its first offset, inclusive
     * @param until its end, exclusive
     * @param since when the batch took its first message
     */
    BatchTrace begin(String topic, int partition, long from, long until, Instant since);

    /**
     * The trace of one sealed batch, from encoding to commit. Callable on any thread. Tracing can neither fail nor delay the batch.
     */
    interface BatchTrace {

        /** Records nothing. */
        BatchTrace NONE = new BatchTrace() {
            @Override
            public <T extends @Nullable Object> Uni<T> step(String name, Supplier<Uni<T>> work) {
                return work.get();
            }

            @Override
            public void holds(int sessions, long events, long bytes) {}

            @Override
            public void committed() {}

            @Override
            public void abandoned(String reason) {}
        };

        /**
         * One attempt of a step.
         *
         * @param name the name of the step
         * @param work runs once for each subscription
         * @return the result or the failure of {@code work}
         */
        <T extends @Nullable Object> Uni<T> step(String name, Supplier<Uni<T>> work);

        /**
         * What was recorded in the batch.
         *
         * @param sessions how many sessions, each a block
         * @param events their events
         * @param bytes their blocks, compressed
         */
        void holds(int sessions, long events, long bytes);

        /** The batch is durable and its offsets are committed. Nothing follows. */
        void committed();

        /** This process gives the batch up. The next owner of the partition finishes or repeats it. Nothing follows. */
        void abandoned(String reason);
    }
}
