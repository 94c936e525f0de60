package dev.tapedeck.telemetry;

import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Log messages that an operator may have to act on. The numbers do not change, and {@code docs/operations.md} explains them.
 * Number 21 is no longer used.
 */
public enum OperatorMessage {
    START_REFUSED(1, Level.ERROR, "Tapedeck does not start: %s"),
    NOT_AS_NEEDED(2, Level.WARN, "%s"),
    STEP_FAILED(3, Level.WARN, "lane %s: %s failed and will be tried again"),
    STEP_FAILED_AGAIN(4, Level.WARN, "lane %s: %s failed %d times in a row: %s"),
    LANE_FAILED(5, Level.ERROR, "lane %s: a bug; the lane is closed and its messages will be read again"),
    POLL_STUCK(6, Level.ERROR, "partition %s: polls return nothing although it has unread messages"),
    GAP(7, Level.ERROR, "lane %s: the messages [%d, %d) are gone from the topic"),
    BATCH_OF_EARLIER_OWNER(8, Level.INFO, "lane %s: finishing the batch [%d, %d) of an earlier owner"),
    ABANDONED(9, Level.INFO, "lane %s: closed with %d offsets taken and not committed; they will be read again"),
    MESSAGE_FAILED(10, Level.ERROR, "a bug: %s cannot be processed"),
    RESTRICTIONS_KEPT(11, Level.WARN, "restrictions: %s"),
    TEAMS_KEPT(12, Level.WARN, "teams are not read, those known go on being served: %s"),
    STOP_UNFINISHED(13, Level.WARN, "stopped with %d lanes unfinished; their messages will be read again"),
    STOP_UNANSWERED(14, Level.WARN, "stopped before the lanes answered; their messages will be read again"),
    STOP_HURRIED(15, Level.WARN, "a second signal, %s: giving up what is not finished"),
    CONDITIONAL_WRITES(16, Level.INFO, "the S3 server %s conditional writes"),
    NO_CHECKSUMS(17, Level.INFO, "the S3 server takes no checksums on requests; objects are sent without them"),
    NOT_RESTORED(18, Level.ERROR, "a bug: compressed fields of a session of team %d cannot be restored"),
    WENT_BACK(
            19,
            Level.ERROR,
            "lane %s: the partition went back from offset %d to %d; messages between them may be missing"),
    BODY_LEFT_OUT(
            20,
            Level.WARN,
            "channel %s: a message goes without its body of %d bytes, as its topic does not take so much"),
    NOT_IN_ROW(22, Level.ERROR, "a bug: %s is recorded, but the summary row of its session is incomplete"),
    LOG_TRUNCATED(
            23,
            Level.ERROR,
            "lane %s: the log ends at offset %d, and had been read up to %d; messages [%d, %d) may be missing;"
                    + " what comes from offset %d on is recorded"),
    TOPIC_REPLACED(24, Level.WARN, "lane %s: the topic is not the one that was read before: %s"),
    INSTANCE_FENCED(
            25,
            Level.ERROR,
            "another process has joined the group %s as %s; this one reads nothing until that one has left"),
    OPEN_TRANSACTION(
            26,
            Level.ERROR,
            "partition %s: a transaction that is open since offset %d holds back the messages up to offset %d"),
    OBJECT_UNREADABLE(
            27,
            Level.ERROR,
            "the object %s is of a batch that is under way, and cannot be read: %s; its partition waits"),
    REPETITION_FAILED(39, Level.ERROR, "a bug: a task that runs every %s failed; it runs again"),
    REDIS_READ_ONLY(40, Level.ERROR, "Redis takes no writes, what sessions need is not remembered: %s"),
    RESTRICTIONS_UNREAD(42, Level.ERROR, "messages wait, as restrictions are unreadable and never were read: %s"),
    DELETIONS_UNMARKED(
            44, Level.INFO, "deleted recordings are not marked in Postgres, so none is heeded from there: %s"),
    NO_EQUAL(43, Level.INFO, "PostHog's variables that have no equal in Tapedeck, and no effect: %s");

    private final int number;
    private final Level level;
    private final String format;

    OperatorMessage(int number, Level level, String format) {
        this.number = number;
        this.level = level;
        this.format = format;
    }

    /** The number as text, such as {@code TD-0007}. */
    public String id() {
        return String.format(Locale.ROOT, "TD-%04d", number);
    }

    /** The message with its number. */
    public String text(Object... parameters) {
        return id() + ' ' + String.format(Locale.ROOT, format, parameters);
    }

    /** Logs it. */
    public void log(Logger log, Object... parameters) {
        write(log, null, parameters);
    }

    /** Logs it with the stack trace of its cause. */
    public void logWithCause(Logger log, Throwable cause, Object... parameters) {
        write(log, cause, parameters);
    }

    private void write(Logger log, @Nullable Throwable cause, Object... parameters) {
        if (log.isEnabled(level)) {
            log.log(level, text(parameters), cause);
        }
    }
}
