package dev.tapedeck.scan.snapshot;

/** The outcome of scanning one body. */
public sealed interface Scan {

    /** The body is a snapshot message. */
    record Accepted(ScannedBody body) implements Scan {}

    /** There is no memory for what the body would become. */
    record NoRoom() implements Scan {}

    /** The body is not a snapshot message. */
    record Rejected(Fault fault) implements Scan {}

    /** Why a body is not a snapshot message. Checked in this order, from the outside to the inside. */
    enum Fault {
        /** With its ill-formed UTF-8 replaced, the body would be longer than a body may be. */
        TOO_LONG_REPAIRED,
        /** The body is not a JSON document. */
        INVALID_JSON,
        /** The document is no object with the strings {@code distinct_id} and {@code data}. */
        INVALID_PAYLOAD,
        /** With its packed events unpacked, the body would be longer than a body may be, or it has too many strings that only look packed. */
        TOO_LONG_UNPACKED,
        /** {@code data} is not the JSON of a {@code $snapshot_items} event with its items and session id, or its window id is neither text nor number. */
        NOT_A_SNAPSHOT,
        /** There are more than 1,048,576 events in it. */
        TOO_MANY_EVENTS
    }
}
