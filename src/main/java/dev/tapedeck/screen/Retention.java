package dev.tapedeck.screen;

import org.jspecify.annotations.Nullable;

/** How long a team keeps its recordings. The label is part of every object key and of the Redis and Postgres contract. */
public enum Retention {
    DAYS_30("30d", 30),
    DAYS_90("90d", 90),
    YEAR_1("1y", 365),
    YEARS_5("5y", 1825);

    private final String label;
    private final int days;

    Retention(String label, int days) {
        this.label = label;
        this.days = days;
    }

    /** The spelling used in keys, Redis and Postgres, such as {@code 30d}. */
    public String label() {
        return label;
    }

    /** The length in days. */
    public int days() {
        return days;
    }

    /** The retention with this label, or null when there is none. */
    public static @Nullable Retention ofLabel(@Nullable String label) {
        for (Retention retention : values()) {
            if (retention.label.equals(label)) {
                return retention;
            }
        }
        return null;
    }
}
