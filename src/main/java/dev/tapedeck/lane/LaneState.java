package dev.tapedeck.lane;

import dev.tapedeck.lane.LaneState.Phase.Closed;
import dev.tapedeck.lane.LaneState.Phase.Draining;
import dev.tapedeck.lane.LaneState.Phase.Finishing;
import dev.tapedeck.lane.LaneState.Phase.Leaving;
import dev.tapedeck.lane.LaneState.Phase.Opening;
import dev.tapedeck.lane.LaneState.Phase.Rebuilding;
import dev.tapedeck.lane.LaneState.Phase.Running;
import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneBatch.Announced;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.Stages.Durable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The phase of a lane's life, and the log that its offsets count in. All parts of the lane share it. Transitions are methods, so that
 * no other transition can be written. Confined to the lane's mailbox.
 */
final class LaneState {

    /** What a lane is doing. */
    sealed interface Phase {

        /** The lane asks the group where to begin. */
        record Opening() implements Phase {}

        /** An earlier owner had announced a batch. The lane looks for its objects. */
        record Finishing(long from, Intent intent) implements Phase {}

        /**
         * The lane builds the announced batch again from its messages. The batch ends at {@code until}, whatever the limits say.
         *
         * @param firstTimestamp the announced one, even if the first message is gone by now: it is a part of the objects' keys
         * @param announced what else was announced
         * @param log the announced one, a part of the objects' keys too; null when an earlier version has announced the batch
         */
        record Rebuilding(
                long until,
                long firstTimestamp,
                Announced announced,
                @Nullable LogId log) implements Phase {

            /** Returns the announced routing plan, which counts whatever screening would say today; null if there is none. */
            @Nullable RoutingPlan exits() {
                return announced.exits();
            }
        }

        /** Messages come and batches go. */
        record Running() implements Phase {}

        /** The lane takes nothing more and finishes what it sealed. */
        record Draining() implements Phase {}

        /** The lane's log is gone or was cut. The lane takes nothing more, records what may be missing, and gives way to the next. */
        record Leaving() implements Phase {}

        /** The lane is over. Whatever still arrives changes nothing. */
        record Closed() implements Phase {}
    }

    private Phase phase = new Opening();
    private @Nullable LogId log;

    /** Returns the phase in one word, lower case. */
    String name() {
        return phase.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Returns the log that the lane's offsets count in; null before it is known. */
    @Nullable LogId log() {
        return log;
    }

    void reads(LogId known) {
        log = known;
    }

    /** The lane goes on from what was committed. Returns the announced batch to finish first, or null. */
    @Nullable Finishing opened(Committed committed) {
        Intent intent = committed.intent();
        if (intent == null || intent.until() <= committed.offset()) {
            begin();
            return null;
        }
        if (!(phase instanceof Opening)) {
            return null;
        }
        Finishing finishing = new Finishing(committed.offset(), intent);
        phase = finishing;
        return finishing;
    }

    /** The lane begins elsewhere: what was committed counts in a log that is gone, and there is nothing to finish. */
    void begin() {
        if (phase instanceof Opening) {
            phase = new Running();
        }
    }

    void rebuild(Finishing finishing, Durable durable) {
        Intent intent = finishing.intent();
        Announced announced = new Announced(intent.parts(), intent.exits(), durable);
        phase = new Rebuilding(intent.until(), intent.firstTimestamp(), announced, intent.log());
    }

    void finished() {
        if (phase instanceof Finishing) {
            phase = new Running();
        }
    }

    void rebuilt() {
        phase = new Running();
    }

    void drain() {
        if (!closed() && !leaving()) {
            phase = new Draining();
        }
    }

    void leave() {
        if (!closed()) {
            phase = new Leaving();
        }
    }

    void close() {
        phase = new Closed();
    }

    /** Whether messages may be taken into a batch now. */
    boolean takes() {
        return phase instanceof Running || phase instanceof Rebuilding;
    }

    boolean draining() {
        return phase instanceof Draining;
    }

    boolean leaving() {
        return phase instanceof Leaving;
    }

    boolean closed() {
        return phase instanceof Closed;
    }

    /** Returns the announced batch that is being built again, or null. */
    @Nullable Rebuilding rebuilding() {
        return phase instanceof Rebuilding rebuilding ? rebuilding : null;
    }
}
