package dev.tapedeck.lane;

import dev.tapedeck.lane.LaneState.Closed;
import dev.tapedeck.lane.LaneState.Draining;
import dev.tapedeck.lane.LaneState.Finishing;
import dev.tapedeck.lane.LaneState.Leaving;
import dev.tapedeck.lane.LaneState.Opening;
import dev.tapedeck.lane.LaneState.Rebuilding;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.Stages.Durable;
import org.jspecify.annotations.Nullable;

/** The state that a lane is in, which its parts share. Confined to the lane's mailbox. */
final class LaneLife {

    private LaneState state = new Opening();
    private @Nullable LogId log;

    LaneState state() {
        return state;
    }

    /** The log that the lane's offsets count in; null before that is known. */
    @Nullable LogId log() {
        return log;
    }

    void reads(LogId log) {
        this.log = log;
    }

    /** It begins anew, whatever was committed. */
    void begin() {
        if (state instanceof Opening opening) {
            state = opening.begun();
        }
    }

    void leave() {
        state = state.leave();
    }

    boolean leaving() {
        return state instanceof Leaving;
    }

    /** The group has answered where to begin; returns the announced batch to finish first, or null. */
    @Nullable Finishing opened(Committed start) {
        if (state instanceof Opening opening) {
            state = opening.opened(start);
        }
        return state instanceof Finishing finishing ? finishing : null;
    }

    void rebuild(Finishing finishing, Durable durable) {
        state = finishing.rebuild(durable);
    }

    void finished(Finishing finishing) {
        if (state instanceof Finishing) {
            state = finishing.finished();
        }
    }

    void rebuilt(Rebuilding rebuilding) {
        state = rebuilding.rebuilt();
    }

    void drain() {
        state = state.drain();
    }

    void close() {
        state = state.close();
    }

    boolean takes() {
        return state.takes();
    }

    boolean draining() {
        return state instanceof Draining;
    }

    boolean closed() {
        return state instanceof Closed;
    }

    /** The announced batch that is being built again, or null. */
    @Nullable Rebuilding rebuilding() {
        return state instanceof Rebuilding rebuilding ? rebuilding : null;
    }
}
