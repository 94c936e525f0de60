package dev.tapedeck.session.recorder;

import dev.tapedeck.scan.json.Surrogates;

/**
 * One line that a page wrote to its console. Its text is well-formed, since ClickHouse refuses a row with a lone surrogate.
 *
 * @param level its level
 * @param message its text
 * @param timestampMicros when, epoch microseconds
 * @param offset the Kafka offset of the message that carried it; with {@code line} its identity within the session
 * @param line its place among the lines of that message, from 0
 */
public record ConsoleLine(Level level, String message, long timestampMicros, long offset, int line) {

    /** The three levels that console lines are stored with. */
    public enum Level {
        INFO("info"),
        WARN("warn"),
        ERROR("error");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        /** The value of the column {@code level}. */
        public String label() {
            return label;
        }
    }

    public ConsoleLine {
        message = Surrogates.of(message);
    }
}
