package dev.tapedeck.telemetry;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Begins the trace of every batch that is sealed. Callable on any thread. */
public interface BatchTraces {

    /** For when nobody listens. */
    BatchTraces NONE = (topic, partition, from, until, since) -> BatchTrace.NONE;

    /**
     * Begins a trace.
     *
     * @param topic the topic of the batch
     * @param partition its partition
     * @param from its first offset, inclusive
     * @param until its end, exclusive
     * @param since when it took its first message
     */
    BatchTrace begin(String topic, int partition, long from, long until, Instant since);

    /**
     * What is told of one sealed batch on its way out. Carried along with the batch; callable on any thread. Nothing that is told
     * here can fail or hold up the batch.
     */
    interface BatchTrace {

        /** Tells nobody and costs nothing. */
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
         * @param name the step's, one of a few
         * @param work what is done; called once for each subscription
         * @return the work's own answer or failure
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

        /** The batch goes no further here; whoever owns the partition next finishes or repeats it. Nothing follows. */
        void abandoned(String reason);
    }
}
