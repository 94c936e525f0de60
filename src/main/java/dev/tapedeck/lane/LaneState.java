package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneBatch.Announced;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.Stages.Durable;
import org.jspecify.annotations.Nullable;

/** Where a lane stands in its life. Transitions are methods, so that no other one can be written. */
sealed interface LaneState {

    /** Whether messages may be taken into a batch now. */
    default boolean takes() {
        return false;
    }

    /** It asks the group where to begin. */
    record Opening() implements LaneState {

        LaneState opened(Committed committed) {
            Intent intent = committed.intent();
            if (intent == null || intent.until() <= committed.offset()) {
                return new Running();
            }
            return new Finishing(committed.offset(), intent);
        }

        /** What was committed counts in a log that is gone: there is nothing to finish. */
        Running begun() {
            return new Running();
        }
    }

    /** An earlier owner had announced a batch; its objects are looked for. */
    record Finishing(long from, Intent intent) implements LaneState {

        /** Whether messages left the batch as copies that nobody has seen: they have to be read again. */
        boolean lacksCopies() {
            RoutingPlan exits = intent.exits();
            return exits != null && !exits.isEmpty();
        }

        Rebuilding rebuild(Durable durable) {
            Announced announced = new Announced(intent.parts(), intent.exits(), durable);
            return new Rebuilding(intent.until(), intent.firstTimestamp(), announced, intent.log());
        }

        Running finished() {
            return new Running();
        }
    }

    /**
     * The announced batch is built again from its messages: it ends at {@code until}, whatever the limits say.
     *
     * @param firstTimestamp the announced one, even if the first message is gone by now: it is a part of the objects' keys
     * @param announced what else was announced of it
     * @param log the announced one, a part of the objects' keys too; null when an earlier version has announced it
     */
    record Rebuilding(
            long until,
            long firstTimestamp,
            Announced announced,
            @Nullable LogId log) implements LaneState {

        /** What leaves it, whatever would be said today; null when that was not announced. */
        @Nullable RoutingPlan exits() {
            return announced.exits();
        }

        @Override
        public boolean takes() {
            return true;
        }

        Running rebuilt() {
            return new Running();
        }
    }

    /** Messages come and batches go. */
    record Running() implements LaneState {

        @Override
        public boolean takes() {
            return true;
        }
    }

    /** It takes nothing more and finishes what it sealed. */
    record Draining() implements LaneState {}

    /** The log that it reads is gone or was cut: it takes nothing more, says what may be missing, and makes room for the next. */
    record Leaving() implements LaneState {}

    /** It is over; whatever still arrives changes nothing. */
    record Closed() implements LaneState {}

    default LaneState drain() {
        return this instanceof Closed || this instanceof Leaving ? this : new Draining();
    }

    default LaneState leave() {
        return this instanceof Closed ? this : new Leaving();
    }

    default Closed close() {
        return new Closed();
    }
}
