package dev.tapedeck.scan.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * What a scan found in one body. A view over the scanner's own memory: the next scan overwrites it. Events are numbered
 * from 0 in arrival order and are only those items that are objects with a valid {@code timestamp}. Indices are not
 * checked beyond what the arrays do. One thread at a time.
 */
public interface ScannedBody {

    /** How a mobile recording shows the screen. The first visual event says so. */
    enum MobileMode {
        SCREENSHOT,
        WIREFRAME
    }

    /** {@code distinct_id} of the outer document. */
    String distinctId();

    /** {@code $session_id}, as it stands in the body. */
    String sessionId();

    /** {@code $window_id}, a number as it is written; null when absent or null. */
    @Nullable String windowId();

    /** {@code $snapshot_source}, or null when absent or no string. */
    @Nullable String snapshotSource();

    /** {@code $lib}, or null when absent or no string. */
    @Nullable String snapshotLibrary();

    /** The array that holds the events' JSON; see {@link #start} and {@link #end}. */
    byte[] bytes();

    /** How many valid events there are, 0 or more. */
    int events();

    /** How many items were no objects with a valid timestamp and are not among the events. */
    int invalidItems();

    /** Where event {@code i}'s JSON begins in {@link #bytes}. It holds no raw line feed. */
    int start(int i);

    /** Where event {@code i}'s JSON ends in {@link #bytes}, exclusive. */
    int end(int i);

    /** Event {@code i}'s {@code timestamp} in epoch milliseconds; may have a fraction; greater than 0. */
    double timestamp(int i);

    /** Event {@code i}'s {@code type} as rrweb numbers it, or -1 when it is no such number. */
    int type(int i);

    /** Event {@code i}'s {@code data.source} as rrweb numbers it, or -1. */
    int source(int i);

    /** Event {@code i}'s {@code data.type} (the mouse interaction where source is 2), or -1. */
    int interaction(int i);

    /** Event {@code i}'s trimmed {@code data.href}, else its trimmed {@code data.payload.href}; null when both are empty. */
    @Nullable String href(int i);

    /** The console line of event {@code i}, or null when it is no {@code rrweb/console@1} plugin event. */
    @Nullable ConsolePayload console(int i);

    /** Event {@code i}'s hint on how a mobile recording was made, see {@link MobileMode}; null when it gives none. */
    @Nullable MobileMode mobileMode(int i);

    /** Whether event {@code i} has a {@code cv}: the browser compressed some of its fields. */
    boolean wrapped(int i);

    /** Takes event {@code i} out of what is recorded. */
    void discard(int i);

    /** Whether event {@code i} is to be recorded: true until {@link #discard}. */
    boolean kept(int i);
}
