package dev.tapedeck.lane.contract;

/** The group has given this partition to another member: nothing of this lane may be written any more. */
public final class LaneFenced extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LaneFenced(Throwable cause) {
        super("the partition belongs to another member of the group", cause);
    }
}
