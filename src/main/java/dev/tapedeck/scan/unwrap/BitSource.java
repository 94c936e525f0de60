package dev.tapedeck.scan.unwrap;

import dev.tapedeck.scan.json.Swar;

/**
 * The bits of an array, from the lowest of each byte on. What is looked at but not taken may lie beyond the end, whose bits are
 * whatever is there. The fields are open, since the loop that takes most of them keeps them in registers.
 */
final class BitSource {

    byte[] bytes = {};

    /** Where the next eight bytes are loaded from. */
    int next;

    /** Beyond this, all bytes that count have been taken. */
    int last;

    /** The bits ahead, the next one lowest; behind {@link #count} of them they may be anything that the bytes say again. */
    long buffer;

    /** How many bits of {@link #buffer} count. */
    int count;

    /** Begins with {@code bytes[start..end)}, which have eight readable bytes behind them and eight more behind those. */
    void open(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        last = end + Long.BYTES;
        continueAt(start);
    }

    /** Goes on at a byte. */
    void continueAt(int index) {
        next = index;
        buffer = 0;
        count = 0;
    }

    /** The index of the first byte of which no bit has been taken. */
    int position() {
        return next - (count >>> 3);
    }

    /** Makes 56 bits or more available; answers false when the input is long over. */
    boolean refill() {
        if (next > last) {
            return false;
        }
        buffer |= Swar.load(bytes, next) << count;
        next += 63 - count >>> 3;
        count |= 56;
        return true;
    }

    /** The next {@code n} bits, which must be available, without taking them. */
    int peek(int n) {
        return (int) buffer & (1 << n) - 1;
    }

    /** Takes {@code n} bits, which must be available. */
    int take(int n) {
        int value = peek(n);
        buffer >>>= n;
        count -= n;
        return value;
    }
}
