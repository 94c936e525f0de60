package dev.tapedeck.chaos;

import dev.tapedeck.testing.Fault.Moment;
import dev.tapedeck.testing.HttpMessage;

/** A point in the life of a batch at which its process may end, as the servers see it. */
enum Step {
    /** The batch is announced and its object is on the way; the store never hears of it. */
    OBJECT_REQUESTED("PUT", "", Moment.REQUESTED),
    /** The object is written; the process never hears of it. */
    OBJECT_WRITTEN("PUT", "", Moment.ANSWERED),
    /** The process knows that the object is written. */
    OBJECT_ACKNOWLEDGED("PUT", "", Moment.RELAYED),
    /** The rows are on the way; the database never hears of them. */
    ROWS_REQUESTED("POST", "session_recording_blocks", Moment.REQUESTED),
    /** The rows are written; the process never hears of it. */
    ROWS_WRITTEN("POST", "session_recording_blocks", Moment.ANSWERED),
    /** The process knows that the rows are written; those of the console are not. */
    ROWS_ACKNOWLEDGED("POST", "session_recording_blocks", Moment.RELAYED),
    /** All rows are written; the process never hears of the last. */
    CONSOLE_WRITTEN("POST", "log_entries", Moment.ANSWERED),
    /** All is written and known to be; the commit is next. */
    CONSOLE_ACKNOWLEDGED("POST", "log_entries", Moment.RELAYED);

    private final String method;
    private final String part;
    private final Moment moment;

    Step(String method, String part, Moment moment) {
        this.method = method;
        this.part = part;
        this.moment = moment;
    }

    /** Whether this is where the exchange stands. */
    boolean is(Moment reached, HttpMessage request) {
        return moment == reached
                && request.method().equals(method)
                && (request.target() + request.bodyStart()).contains(part)
                && !request.target().contains("probe");
    }
}
