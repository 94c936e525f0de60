package dev.tapedeck.screen.verdict;

/** Why a message is a dead letter. The label is the header {@code dlq_reason} and the metric tag. */
public enum DeadLetterReason {
    RESTRICTED("restricted_to_dlq", "apply-restrictions"),
    TOO_MANY_HEADERS("too_many_headers", "validate-headers"),
    NO_TOKEN("no_token_in_header", "validate-headers"),
    NO_SESSION_ID("no_session_id_in_header", "validate-headers"),
    NO_DISTINCT_ID("no_distinct_id_in_header", "validate-headers"),
    EMPTY("message_value_or_timestamp_is_empty", "parse-message"),
    BAD_COMPRESSION("invalid_compressed_data", "parse-message"),
    TOO_LARGE("message_too_large", "parse-message"),
    INVALID_JSON("invalid_json", "parse-message"),
    INVALID_PAYLOAD("invalid_message_payload", "parse-message"),
    NOT_A_SNAPSHOT("received_non_snapshot_message", "parse-message"),
    SESSION_MISMATCH("session_id_header_body_mismatch", "parse-message"),
    DISTINCT_ID_MISMATCH("distinct_id_header_body_mismatch", "parse-message"),
    PROCESSING_ERROR("processing_error", "process-message");

    private final String label;
    private final String step;

    DeadLetterReason(String label, String step) {
        this.label = label;
        this.step = step;
    }

    /** The value of the header {@code dlq_reason} and of the metric tag {@code reason}. */
    public String label() {
        return label;
    }

    /** The value of the header {@code dlq_step}: the step that refused the message. */
    public String step() {
        return step;
    }
}
