package dev.tapedeck.scan.snapshot;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * The valid events of a body as columns of primitives, so that thousands of events cost no object. Filled one event at a time:
 * {@link #begin}, the columns of {@link #row}, {@link #keep}.
 */
final class EventTable {

    /** No place: the value was absent or of another kind. */
    static final int NOWHERE = -1;

    /** The most events of one body: 64 MiB of events of 64 bytes, which is less than one with a type and a time has. */
    static final int MAX_EVENTS = 1 << 20;

    private static final int FIRST_CAPACITY = 64;

    /** One double, ten ints and four booleans. */
    private static final int ROW_BYTES = 52;

    /** So many take no more than an ordinary body does. */
    private static final int ORDINARY_EVENTS = 1 << 14;

    /** Memory for a body is asked for by its bytes, of which each stands for several: those of the columns, for one. */
    private static final int PARTS = 4;

    int[] start = new int[FIRST_CAPACITY];
    int[] end = new int[FIRST_CAPACITY];
    double[] timestamp = new double[FIRST_CAPACITY];
    int[] type = new int[FIRST_CAPACITY];
    int[] source = new int[FIRST_CAPACITY];
    int[] interaction = new int[FIRST_CAPACITY];
    /** Where the opening quote of {@code data.href} is. */
    int[] href = new int[FIRST_CAPACITY];
    /** Where {@code data.payload} begins. */
    int[] payload = new int[FIRST_CAPACITY];
    /** Where the array that may tell the mobile mode begins: {@code data.wireframes}. */
    int[] wireframes = new int[FIRST_CAPACITY];

    int[] adds = new int[FIRST_CAPACITY];
    int[] updates = new int[FIRST_CAPACITY];
    boolean[] consolePlugin = new boolean[FIRST_CAPACITY];
    boolean[] payloadHref = new boolean[FIRST_CAPACITY];
    boolean[] wrapped = new boolean[FIRST_CAPACITY];
    boolean[] discarded = new boolean[FIRST_CAPACITY];

    private int events;
    private int invalid;
    private boolean overfull;
    private LongPredicate room = bytes -> true;
    private boolean lacksRoom;

    /**
     * Begins a new body.
     *
     * @param wanted whether it may take this many bytes more
     */
    void clear(LongPredicate wanted) {
        room = wanted;
        lacksRoom = false;
        clear();
    }

    /** Whether events were left out for want of memory. */
    boolean lacksRoom() {
        return lacksRoom;
    }

    void clear() {
        events = 0;
        invalid = 0;
        overfull = false;
    }

    /** Whether there were more events than a body may have. */
    boolean overfull() {
        return overfull;
    }

    /** Whether there is no room for another event, which counts as one too many then. */
    boolean isFull() {
        overfull |= events == MAX_EVENTS;
        boolean asks = !overfull && (events == start.length ? events >= ORDINARY_EVENTS : events == ORDINARY_EVENTS);
        lacksRoom = lacksRoom || asks && !hasRoom();
        return overfull || lacksRoom;
    }

    private boolean hasRoom() {
        int rows = events < start.length ? start.length : capacity();
        return room.test((long) rows * ROW_BYTES / PARTS);
    }

    int events() {
        return events;
    }

    int invalid() {
        return invalid;
    }

    /** The index of the event being filled. */
    int row() {
        return events;
    }

    /** Makes room for one event whose JSON begins at {@code from}. */
    void begin(int from) {
        if (events == start.length) {
            // Fourfold, since what is given up on the way counts as well: a third of the final size instead of all of
            // it.
            grow(capacity());
        }
        start[events] = from;
        timestamp[events] = Double.NaN;
        type[events] = NOWHERE;
        wrapped[events] = false;
        discarded[events] = false;
        clearData();
    }

    /** Forgets what an earlier {@code data} of the same event said. */
    void clearData() {
        source[events] = NOWHERE;
        interaction[events] = NOWHERE;
        href[events] = NOWHERE;
        wireframes[events] = NOWHERE;
        adds[events] = NOWHERE;
        updates[events] = NOWHERE;
        consolePlugin[events] = false;
        clearPayload();
    }

    /** Forgets what an earlier {@code data.payload} of the same event said. */
    void clearPayload() {
        payload[events] = NOWHERE;
        payloadHref[events] = false;
    }

    /** Ends the event being filled: it counts as valid, or as invalid. */
    void keep(int until, boolean valid) {
        if (valid) {
            end[events++] = until;
        } else {
            invalid++;
        }
    }

    /** Counts an item that is no object. */
    void refuse() {
        invalid++;
    }

    /** How many bytes the columns take. */
    long workingBytes() {
        return (long) start.length * ROW_BYTES;
    }

    private int capacity() {
        return Math.min(MAX_EVENTS, 4 * start.length);
    }

    private void grow(int capacity) {
        start = Arrays.copyOf(start, capacity);
        end = Arrays.copyOf(end, capacity);
        timestamp = Arrays.copyOf(timestamp, capacity);
        type = Arrays.copyOf(type, capacity);
        source = Arrays.copyOf(source, capacity);
        interaction = Arrays.copyOf(interaction, capacity);
        href = Arrays.copyOf(href, capacity);
        payload = Arrays.copyOf(payload, capacity);
        wireframes = Arrays.copyOf(wireframes, capacity);
        adds = Arrays.copyOf(adds, capacity);
        updates = Arrays.copyOf(updates, capacity);
        consolePlugin = Arrays.copyOf(consolePlugin, capacity);
        payloadHref = Arrays.copyOf(payloadHref, capacity);
        wrapped = Arrays.copyOf(wrapped, capacity);
        discarded = Arrays.copyOf(discarded, capacity);
    }
}
