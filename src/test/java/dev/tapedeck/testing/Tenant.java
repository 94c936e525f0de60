package dev.tapedeck.testing;

import org.jspecify.annotations.Nullable;

/** The teams of the tests. */
public enum Tenant {
    /** The team that every local stack has. */
    LOCAL(1, "phc_local_test_token", true, true, "30d", null),

    /** Wants no console lines, and keeps recordings longer. */
    QUIET(101, "phc_e2e_quiet", true, false, "90d", null),

    /** Has not opted in. */
    DISABLED(102, "phc_e2e_disabled", false, true, "30d", null),

    /** Has opted in without a retention. */
    WITHOUT_RETENTION(103, "phc_e2e_without_retention", true, true, null, null),

    /** The operator drops its events. */
    DROPPED(104, "restricted-team-token-for-e2e-tests", true, true, "30d", "drop_event_from_ingestion"),

    /** The operator sends its events to the dead-letter topic. */
    DEAD_LETTERED(105, "phc_e2e_to_dead_letters", true, true, "30d", "redirect_to_dlq"),

    /** The operator sends its events to the overflow topic. */
    DIVERTED(106, "phc_e2e_to_overflow", true, true, "30d", "force_overflow_from_ingestion");

    private final int id;
    private final String token;
    private final boolean recording;
    private final boolean console;
    private final @Nullable String retention;
    private final @Nullable String restriction;

    Tenant(
            int id,
            String token,
            boolean recording,
            boolean console,
            @Nullable String retention,
            @Nullable String restriction) {
        this.id = id;
        this.token = token;
        this.recording = recording;
        this.console = console;
        this.retention = retention;
        this.restriction = restriction;
    }

    /** The team's id in Postgres. */
    public int id() {
        return id;
    }

    /** The token that its messages carry. */
    public String token() {
        return token;
    }

    boolean recording() {
        return recording;
    }

    boolean console() {
        return console;
    }

    @Nullable String retention() {
        return retention;
    }

    /** Which of the operator's restrictions there is on it, or null. */
    @Nullable String restriction() {
        return restriction;
    }
}
