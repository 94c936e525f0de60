package dev.tapedeck.session.recorder;

/**
 * What became of a message's events.
 *
 * @param recorded how many are in the batch now
 * @param dropped how many the limit of events per session and batch kept out
 */
public record RecordOutcome(int recorded, int dropped) {

    /** Whether the limit kept all of them out: the message has left no trace but in the count of dropped events. */
    public boolean refused() {
        return recorded == 0 && dropped > 0;
    }
}
