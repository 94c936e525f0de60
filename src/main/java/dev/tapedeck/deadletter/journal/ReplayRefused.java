package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.message.RecordPosition;

/** One message cannot be put back, whatever becomes of the others; the message of this says why, in words for people. */
public final class ReplayRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient RecordPosition letter;

    ReplayRefused(RecordPosition letter, String why) {
        super(why, null, false, false);
        this.letter = letter;
    }

    /** Where its dead letter is. */
    public RecordPosition letter() {
        return letter;
    }
}
