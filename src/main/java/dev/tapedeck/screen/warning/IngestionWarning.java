package dev.tapedeck.screen.warning;

import java.util.Comparator;

/**
 * An ingestion warning: something that a team can act on, shown to it by the product. Sent with the batch it belongs to.
 *
 * @param teamId the team
 * @param type the warning's type, such as {@code message_timestamp_diff_too_large}
 * @param key what tells repeats apart within a team and type; at most one an hour is sent for each
 * @param details a JSON object as text, with what the team needs to find the cause
 */
public record IngestionWarning(int teamId, String type, String key, String details) {

    /** What one warning is enough for. Comparable, so that keys whose hashes were made to collide are found in a tree. */
    public record Subject(int teamId, String type, String key) implements Comparable<Subject> {

        private static final Comparator<Subject> ORDER =
                Comparator.comparing(Subject::key).thenComparing(Subject::type).thenComparingInt(Subject::teamId);

        @Override
        public int compareTo(Subject other) {
            return ORDER.compare(this, other);
        }
    }

    public Subject subject() {
        return new Subject(teamId, type, key);
    }
}
