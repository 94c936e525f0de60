package dev.tapedeck.screen.verdict;

/** Why a message goes to the overflow topic. */
public enum DivertReason {
    RESTRICTED("force_overflow", "apply-restrictions"),
    HOT_SESSION("hot_session", "limit-session-rate");

    private final String label;
    private final String step;

    DivertReason(String label, String step) {
        this.label = label;
        this.step = step;
    }

    /** The value of the metric tag {@code reason}. */
    public String label() {
        return label;
    }

    /** The value of the header {@code redirect-step}. */
    public String step() {
        return step;
    }
}
