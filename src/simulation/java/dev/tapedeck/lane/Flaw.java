package dev.tapedeck.lane;

/** What a simulation leaves out on purpose, to show that it would be missed. */
public enum Flaw {
    NONE,
    /** Batches are not announced. */
    NO_INTENTS,
    /** A batch that is built again is judged afresh. */
    OWN_VERDICTS,
    /** A batch that is built again is laid out afresh, whatever of it is stored. */
    OWN_LAYOUT,
    /** A transaction whose answer was lost is done once more without asking what became of it. */
    BLIND_RETRY,
    /** A lane begins where the group says while a transaction of the lane before may still count. */
    EARLY_START,
    /** A topic is known by its name alone. */
    NAME_ONLY,
    /** Nobody looks where a log ends. */
    END_UNSEEN,
    /** The consumer is sent elsewhere, and what it had polled before is taken all the same. */
    STALE_POLLS;

    /** Whether it shows only where logs change. */
    boolean isOfLogs() {
        return compareTo(NAME_ONLY) >= 0;
    }
}
