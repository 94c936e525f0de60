package dev.tapedeck.screen.restriction;

/** What a restriction does, in order of precedence: the first kind that covers a message decides. */
public enum RestrictionKind {
    DROP("drop_event_from_ingestion", "drop"),
    DEAD_LETTER("redirect_to_dlq", "dead_letter"),
    OVERFLOW("force_overflow_from_ingestion", "overflow");

    private static final String KEY_PREFIX = "event_ingestion_restriction_dynamic_config:";

    private final String redisKey;
    private final String label;

    RestrictionKind(String redisName, String label) {
        this.redisKey = KEY_PREFIX + redisName;
        this.label = label;
    }

    /**
     * The Redis key that holds this kind's rules as a JSON array. There is a fourth key of this prefix,
     * {@code skip_person_processing}: it has no meaning for recordings and is not read.
     */
    public String redisKey() {
        return redisKey;
    }

    /** The value of the metric tag {@code kind}. */
    public String label() {
        return label;
    }
}
