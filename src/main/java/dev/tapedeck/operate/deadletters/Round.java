package dev.tapedeck.operate.deadletters;

import dev.tapedeck.operate.deadletters.Request.Replaying;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers the letters of one transaction: as many as may be replayed in a second, but never more than memory and transaction
 * bear.
 */
final class Round {

    private static final int MOST_LETTERS = 100;
    private static final long MOST_BYTES = 16L << 20;

    private final Triage triage;
    private final Replaying request;
    private final Consumer<List<DeadLetter>> replay;
    private final Outcome outcome = new Outcome();
    private final List<DeadLetter> gathered = new ArrayList<>();
    private long bytes;

    /** @param replay does it, or does nothing in a dry run */
    Round(Triage triage, Replaying request, Consumer<List<DeadLetter>> replay) {
        this.triage = triage;
        this.request = request;
        this.replay = replay;
    }

    /** Takes one letter; false when no more are wanted. */
    boolean take(DeadLetter letter) {
        Fate fate = triage.first(letter);
        if (fate != Fate.REPLAYED) {
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
        replay.accept(unrecorded);
        outcome.replayed(unrecorded);
        outcome.count(Fate.RECORDED, gathered.size() - unrecorded.size());
        gathered.clear();
        bytes = 0;
    }

    Outcome outcome() {
        return outcome;
    }

    private int left() {
        return request.limit() - outcome.of(Fate.REPLAYED);
    }
}
