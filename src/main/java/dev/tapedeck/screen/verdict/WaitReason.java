package dev.tapedeck.screen.verdict;

/** Which look-up has no answer yet. */
public enum WaitReason {
    TEAM_UNKNOWN("postgres"),
    RETENTION_UNKNOWN("redis"),
    SEEN_UNKNOWN("redis"),
    RESTRICTIONS_UNKNOWN("redis"),
    RESTRICTIONS_UNREADABLE("restrictions"),
    DELETION_UNKNOWN("deletions");

    private final String dependency;

    WaitReason(String dependency) {
        this.dependency = dependency;
    }

    /** What owes the answer, as health and metrics name it: a server, or what cannot be read. */
    public String dependency() {
        return dependency;
    }
}
