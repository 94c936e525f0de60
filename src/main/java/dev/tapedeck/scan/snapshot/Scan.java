package dev.tapedeck.scan.snapshot;

/** The outcome of scanning one body. */
public sealed interface Scan {

    /** It is a snapshot message. */
    record Accepted(ScannedBody body) implements Scan {}

    /** There is no memory for what the body has become. */
    record NoRoom() implements Scan {}

    /** It is not. */
    record Rejected(ScanFault fault) implements Scan {}
}
