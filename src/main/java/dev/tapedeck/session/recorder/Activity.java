package dev.tapedeck.session.recorder;

/**
 * Counts what a user did, by the numbers of events in rrweb (types and sources of {@code @rrweb/types}). The rules are the
 * direct peer's ({@code rrweb-types.ts}): a click is mouse activity as well; one input event is one keypress.
 */
final class Activity {

    private static final int INCREMENTAL = 3;

    private static final int MOUSE_MOVE = 1;
    private static final int MOUSE_INTERACTION = 2;
    private static final int INPUT = 5;
    private static final int TOUCH_MOVE = 6;

    /** Mouse move, mouse interaction, scroll, viewport resize, input, touch move, media interaction, drag. */
    private static final int ACTIVE_SOURCES = bits(1, 2, 3, 4, 5, 6, 7, 12);

    private static final int MOUSE_SOURCES = bits(MOUSE_MOVE, MOUSE_INTERACTION, TOUCH_MOVE);

    /** Click, context menu, double click, end of touch. */
    private static final int CLICKS = bits(2, 3, 4, 9);

    private final ActiveTime time = new ActiveTime();
    private int clicks;
    private int keypresses;
    private int mouseActivity;

    void add(double timestamp, int type, int source, int interaction) {
        boolean incremental = type == INCREMENTAL;
        time.add(timestamp, incremental && has(ACTIVE_SOURCES, source));
        if (incremental) {
            clicks += source == MOUSE_INTERACTION && has(CLICKS, interaction) ? 1 : 0;
            keypresses += source == INPUT ? 1 : 0;
            mouseActivity += has(MOUSE_SOURCES, source) ? 1 : 0;
        }
    }

    long heldBytes() {
        return time.heldBytes();
    }

    int clicks() {
        return clicks;
    }

    int keypresses() {
        return keypresses;
    }

    int mouseActivity() {
        return mouseActivity;
    }

    long activeMillis() {
        return time.millis();
    }

    private static boolean has(int set, int number) {
        return number >= 0 && number < Integer.SIZE && (set >>> number & 1) != 0;
    }

    private static int bits(int... numbers) {
        int set = 0;
        for (int number : numbers) {
            set |= 1 << number;
        }
        return set;
    }
}
