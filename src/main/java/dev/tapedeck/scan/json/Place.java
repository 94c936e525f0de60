package dev.tapedeck.scan.json;

/** Where a reader stands in its source and in its target, as one value that stays in a register; negative for broken text. */
final class Place {

    static final int BROKEN = -1;

    private Place() {}

    static long of(int from, int to) {
        return (long) from << 32 | to;
    }

    static int from(long place) {
        return (int) (place >>> 32);
    }

    static int to(long place) {
        return (int) place;
    }
}
