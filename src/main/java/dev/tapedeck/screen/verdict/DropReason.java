package dev.tapedeck.screen.verdict;

/** Why a message goes nowhere. The label is the metric tag; most are the direct peer's, so its dashboards port. */
public enum DropReason {
    RESTRICTED("blocked_token"),
    TEAM_MISSING_OR_DISABLED("header_token_present_team_missing_or_disabled"),
    TEAM_WITHOUT_RETENTION("team_missing_retention_period"),
    RETENTION_UNRESOLVED("retention_unresolved"),
    SESSION_BLOCKED("session_blocked"),
    SESSION_DELETED("session_deleted"),
    NO_VALID_EVENTS("message_contained_no_valid_rrweb_events"),
    CLOCK_TOO_FAR("message_timestamp_diff_too_large"),
    SESSION_EVENT_LIMIT("session_rate_limited"),

    /** Its batch is built again, and the objects of an earlier attempt have its session without it. */
    EARLIER_VERDICT("earlier_verdict");

    private final String label;

    DropReason(String label) {
        this.label = label;
    }

    /** The value of the metric tag {@code reason}. */
    public String label() {
        return label;
    }
}
