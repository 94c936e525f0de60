package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.Request.Replaying;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gathers the letters of one transaction: as many as may be replayed in a second, but never more than memory and transaction
 * bear.
 */
final class ReplayBatch {

    private static final int MOST_LETTERS = 100;
    private static final long MOST_BYTES = 16L << 20;

    private final ReplayEligibility triage;
    private final Replaying request;
    private final UnaryOperator<List<DeadLetter>> replay;
    private final ReplaySummary outcome;
    private final List<DeadLetter> gathered = new ArrayList<>();
    private long bytes;

    /**
     * @param replay does it, or does nothing in a dry run; answers those for which it is done
     * @param outcome is told what becomes of the letters
     */
    ReplayBatch(
            ReplayEligibility triage,
            Replaying request,
            UnaryOperator<List<DeadLetter>> replay,
            ReplaySummary outcome) {
        this.triage = triage;
        this.request = request;
        this.replay = replay;
        this.outcome = outcome;
    }

    /** Takes one letter; false when no more are wanted. */
    boolean take(DeadLetter letter) {
        ReplayResult fate = triage.first(letter);
        if (fate != ReplayResult.REPLAYED) {
            outcome.count(fate, 1);
            return true;
        }
        gathered.add(letter);
        bytes += letter.message().size();
        int most = Math.min(MOST_LETTERS, request.perSecond());
        if (gathered.size() >= most || bytes >= MOST_BYTES || gathered.size() >= left()) {
            end();
        }
        return left() > 0;
    }

    /** Replays what is gathered. */
    void end() {
        if (gathered.isEmpty()) {
            return;
        }
        List<DeadLetter> unrecorded = triage.unrecorded(List.copyOf(gathered));
        List<DeadLetter> replayed = replay.apply(unrecorded);
        outcome.replayed(replayed);
        outcome.count(ReplayResult.REFUSED, unrecorded.size() - replayed.size());
        outcome.count(ReplayResult.RECORDED, gathered.size() - unrecorded.size());
        gathered.clear();
        bytes = 0;
    }

    private int left() {
        return request.limit() - outcome.of(ReplayResult.REPLAYED);
    }
}
