package dev.tapedeck.session.recorder;

/** The three levels that console lines are stored with. */
public enum ConsoleLevel {
    INFO("info"),
    WARN("warn"),
    ERROR("error");

    private final String label;

    ConsoleLevel(String label) {
        this.label = label;
    }

    /** The value of the column {@code level}. */
    public String label() {
        return label;
    }
}
