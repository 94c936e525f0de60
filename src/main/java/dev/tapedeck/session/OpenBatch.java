package dev.tapedeck.session;

import dev.tapedeck.screen.Admission;
import dev.tapedeck.screen.SessionKey;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * The batch that a lane is filling. Used by one thread at a time, the lane's, until {@link #encode} or {@link #discard}, which end
 * it.
 */
public final class OpenBatch {

    private final OpenBatches shared;
    private final Map<SessionKey, SessionRecorder> recorders = new LinkedHashMap<>();
    private long rawBytes;
    private long heldBytes;

    OpenBatch(OpenBatches shared) {
        this.shared = shared;
    }

    /** Adds the events of a message. Copies what it keeps: the admission's body may be overwritten afterwards. */
    public RecordOutcome record(Admission admission) {
        SessionRecorder recorder = recorders.get(admission.session());
        long heldBefore = recorder == null ? 0 : recorder.heldBytes();
        if (recorder == null) {
            recorder = new SessionRecorder(admission, shared.pool());
            recorders.put(admission.session(), recorder);
        }
        int before = recorder.lines().length();
        RecordOutcome outcome = recorder.record(admission, shared.settings().maxEventsPerBatch());
        rawBytes += recorder.lines().length() - before;
        heldBytes += recorder.heldBytes() - heldBefore;
        return outcome;
    }

    /** How many bytes of lines the batch holds, as they arrived. */
    public long rawBytes() {
        return rawBytes;
    }

    /** About how many bytes of memory the batch takes, with all that is kept of its sessions. */
    public long heldBytes() {
        return heldBytes;
    }

    /** How many sessions the batch holds. */
    public int sessions() {
        return recorders.size();
    }

    /** Whether nothing has been recorded. */
    public boolean isEmpty() {
        return recorders.isEmpty();
    }

    /**
     * Encodes all sessions, several at a time on the worker threads, and frees the lines. Call once; nothing is recorded
     * afterwards.
     *
     * @return the blocks in the order in which their sessions first appeared; fails only for defects, the lines kept
     */
    public Uni<List<SessionBlock>> encode() {
        return Uni.createFrom()
                .completionStage(() -> new Encoding(shared, List.copyOf(recorders.values())).run())
                .onFailure(CompletionException.class)
                .transform(failure -> failure.getCause() == null ? failure : failure.getCause())
                .onItem()
                .invoke(this::discard);
    }

    /** Drops everything and gives the memory back. */
    public void discard() {
        recorders.values().forEach(recorder -> recorder.lines().clear());
        recorders.clear();
        rawBytes = 0;
        heldBytes = 0;
    }
}
