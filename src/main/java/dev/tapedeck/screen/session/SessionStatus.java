package dev.tapedeck.screen.session;

/** How a session stands at the gate. */
public enum SessionStatus {
    /** Admitted before, by whatever instance. */
    SEEN,
    /** Not admitted before, and within its team's budget for new sessions or not held to it. */
    NEW,
    /** Kept out. */
    BLOCKED,
    /** Its recording was deleted in the product. */
    DELETED,
    /** Nobody has said yet whether its recording was deleted. */
    DELETION_UNKNOWN
}
