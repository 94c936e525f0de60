package dev.tapedeck.session;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.SessionRecorder;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The sessions that a lane's batch has recorded so far. Used by the lane's thread only, until {@link #encode} or {@link #discard} end
 * it. Both may be called at the same time.
 */
public final class OpenBatch {

    private final OpenBatches shared;
    private final Runnable released;
    private final Map<SessionKey, SessionRecorder> recorders = new LinkedHashMap<>();
    private long heldBytes;
    private long toldBytes;
    private boolean full;

    /** Whether workers read the lines. The last worker then gives them back, once. Guarded by this. */
    private boolean encoding;

    private boolean dropped;

    /** @param released runs when the lines are given back, perhaps more than once, on any thread */
    OpenBatch(OpenBatches shared, Runnable released) {
        this.shared = shared;
        this.released = released;
    }

    /** Whether {@link #record} has room for a message: false only if an array could not hold the lines. */
    boolean fits(Admission admission) {
        SessionRecorder recorder = recorders.get(admission.session());
        return SessionRecorder.fits(recorder == null ? 0 : recorder.lines().length(), admission.body());
    }

    /** Adds the events of a message. Copies what it keeps: the admission's body may be overwritten afterwards. */
    public SessionRecorder.Outcome record(Admission admission) {
        return record(admission, outcome -> {});
    }

    /**
     * The same. If something throws, the batch is as it was before.
     *
     * @param accounting receives the outcome. If it throws, no event is recorded
     */
    SessionRecorder.Outcome record(Admission admission, Consumer<SessionRecorder.Outcome> accounting) {
        SessionRecorder known = recorders.get(admission.session());
        SessionRecorder recorder = known == null ? new SessionRecorder(admission, shared.pool()) : known;
        long heldBefore = known == null ? 0 : recorder.heldBytes();
        long toldBefore = known == null ? 0 : recorder.toldBytes();
        SessionRecorder.Outcome outcome =
                recorder.record(admission, shared.settings().maxEventsPerBatch(), accounting);
        if (known == null) {
            recorders.put(admission.session(), recorder);
        }
        toldBytes += recorder.toldBytes() - toldBefore;
        full |= recorder.lines().length() >= shared.limits().fullBytes()
                || toldBytes >= shared.limits().toldBytes();
        heldBytes += recorder.heldBytes() - heldBefore;
        return outcome;
    }

    /** About how many bytes of heap the batch takes, with the facts of its sessions. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Whether a session has reached its maximum length, or the facts of all sessions the size that an index should have. */
    boolean isFull() {
        return full;
    }

    /** How many sessions the batch holds. */
    int sessions() {
        return recorders.size();
    }

    /**
     * Encodes all sessions, several at a time on the worker threads, and frees the lines. Call once; nothing is recorded
     * afterwards.
     *
     * @return the blocks in the order in which their sessions first appeared; it fails only because of a bug, and then keeps the lines
     */
    public Uni<List<SessionBlock>> encode() {
        return Uni.createFrom()
                .completionStage(this::startEncoding)
                .onFailure(CompletionException.class)
                .transform(failure -> failure.getCause() == null ? failure : failure.getCause());
    }

    private CompletionStage<List<SessionBlock>> startEncoding() {
        List<SessionRecorder> sessions;
        synchronized (this) {
            encoding = true;
            sessions = List.copyOf(recorders.values());
        }
        return shared.encode(sessions).whenComplete((blocks, failure) -> ended(failure == null));
    }

    /** On the worker that finished last. */
    private synchronized void ended(boolean encoded) {
        encoding = false;
        if (encoded || dropped) {
            release();
        }
    }

    /** Drops everything and gives the memory back, at once or when the last worker has read it. Any thread. */
    public synchronized void discard() {
        dropped = true;
        if (!encoding) {
            release();
        }
    }

    private void release() {
        recorders.values().forEach(recorder -> recorder.lines().clear());
        recorders.clear();
        heldBytes = 0;
        released.run();
    }
}
