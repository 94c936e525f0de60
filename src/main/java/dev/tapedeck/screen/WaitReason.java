package dev.tapedeck.screen;

/** Which look-up has no answer yet. */
public enum WaitReason {
    TEAM_UNKNOWN("postgres"),
    RETENTION_UNKNOWN("redis"),
    SEEN_UNKNOWN("redis"),
    RESTRICTIONS_UNKNOWN("redis");

    private final String dependency;

    WaitReason(String dependency) {
        this.dependency = dependency;
    }

    /** The server that owes the answer, as health and metrics name it. */
    public String dependency() {
        return dependency;
    }
}
