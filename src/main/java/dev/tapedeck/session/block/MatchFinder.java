package dev.tapedeck.session.block;

import static dev.tapedeck.scan.json.Swar.count;
import static dev.tapedeck.scan.json.Swar.fourEqual;
import static dev.tapedeck.scan.json.Swar.load;

import java.util.Arrays;

/**
 * Finds what a recording repeats, as sequences of zstd's: some literals, then a match of a length at a distance. Between two
 * events that resemble each other often a value differs and the structure does not. So where a match has ended, it looks first
 * whether the same distance, or the one before, goes on within a few bytes, which costs few bits to write down; only where that
 * saves little are two neighbouring positions looked up among those seen before. The figures: docs/decisions/0001-block-codec.md.
 * One thread at a time.
 */
class MatchFinder {

    /** No distance is longer, in bytes, so no reader has to remember more. */
    static final int WINDOW = 1 << ZstdFrames.FASTEST_WINDOW_LOG;

    /** Bytes that one hash stands for: shorter matches cost more to write down than they save. */
    private static final int HASHED = 6;

    /** Bytes of a repeated distance that are worth a sequence. */
    private static final int REPEATED = 4;

    /** As many entries as the text has bytes, within limits: clearing a large table would cost more than a short text. */
    private static final int LEAST_LOG = 10;

    private static final int MOST_LOG = 15;

    /** Steps grow by a byte whenever so many bytes had no match: most of what follows will have none either. */
    private static final int PATIENCE = 128;

    private static final int FIRST_STEP = 3;

    /** The distances at the beginning reach back no further than this. */
    private static final int FIRST = 8;

    /** Words are read so far beyond a position at most. */
    private static final int MARGIN = 24;

    /** About what they cost in bits: a literal, and a sequence beside the bits of its distance. */
    private static final int LITERAL_BITS = 6;

    private static final int SEQUENCE_BITS = 12;

    /** A repeated distance that saves so many bits is taken without looking further. */
    private static final int ENOUGH_BITS = 10;

    private static final int NOTHING = Integer.MIN_VALUE;

    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final int[] positions = new int[1 << MOST_LOG];
    private int hashShift;
    private int distance;
    private int distanceBefore;

    private final Sequences sequences = new Sequences();

    // The best match so far, while one is looked for.
    private int start;
    private int length;
    private int back;
    private int savedBits;

    /** Forgets what it has seen, for a text of {@code bytes}. */
    void begin(int bytes) {
        int log = Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(bytes), LEAST_LOG, MOST_LOG);
        hashShift = Long.SIZE - log;
        Arrays.fill(positions, 0, 1 << log, 0);
        distance = 1;
        distanceBefore = FIRST;
    }

    /**
     * Finds the sequences of {@code text[from..to)}, whose matches may begin anywhere before it. To be called part by part. The last
     * one is literals alone: neither distance nor length.
     *
     * @return the same object for all parts
     */
    Sequences find(byte[] text, int from, int to) {
        sequences.clear();
        int anchor = from;
        int at = Math.max(from, FIRST);
        while (at < to - MARGIN) {
            repeat(text, at, to);
            if (savedBits < ENOUGH_BITS && !search(text, anchor, at, to)) {
                break;
            }
            sequences.add(back, start - anchor, length);
            if (back != distance) {
                distanceBefore = distance;
                distance = back;
            }
            at = start + length;
            anchor = at;
        }
        sequences.add(0, to - anchor, 0);
        return sequences;
    }

    /** Looks whether one of the last two distances goes on within five bytes. */
    private void repeat(byte[] text, int at, int to) {
        savedBits = NOTHING;
        long word = load(text, at);
        long last = fourEqual(word ^ load(text, at - distance));
        long before = fourEqual(word ^ load(text, at - distanceBefore));
        if ((last | before) == 0) {
            return;
        }
        int lastSkipped = count(last);
        int beforeSkipped = count(before);
        int skipped = Math.min(lastSkipped, beforeSkipped);
        back = beforeSkipped < lastSkipped ? distanceBefore : distance;
        start = at + skipped;
        length = REPEATED + equal(text, start + REPEATED, start + REPEATED - back, to);
        int saved = LITERAL_BITS * (length - skipped) - SEQUENCE_BITS;
        savedBits = saved > 0 ? saved : NOTHING;
    }

    /** Looks up positions, two at a time, until one was seen before; once only if a repeated distance stands already. */
    private boolean search(byte[] text, int anchor, int from, int to) {
        int step = FIRST_STEP;
        int faster = from + PATIENCE;
        for (int at = from; at < to - MARGIN; at += step) {
            long word = load(text, at);
            long next = load(text, at + 1);
            int seen = exchange(word, at);
            int seenNext = exchange(next, at + 1);
            boolean found = isSeen(text, word, at, seen);
            if (found) {
                extend(text, anchor, from, at, seen, to);
            }
            if (isSeen(text, next, at + 1, seenNext) && !(found && seen + 1 == seenNext)) {
                extend(text, anchor, from, at + 1, seenNext, to);
            }
            if (savedBits != NOTHING) {
                return true;
            }
            if (at > faster) {
                faster += PATIENCE;
                step++;
            }
        }
        return false;
    }

    /** Takes the match of two positions, with the equal bytes before them, if it saves more than what there is. */
    private void extend(byte[] text, int anchor, int from, int at, int seen, int to) {
        int ahead = HASHED + equal(text, at + HASHED, seen + HASHED, to);
        int first = at;
        int earlier = seen;
        while (first > anchor && earlier > 0 && text[first - 1] == text[earlier - 1]) {
            first--;
            earlier--;
        }
        int whole = ahead + at - first;
        int distanceBits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(at - seen);
        int saved = LITERAL_BITS * (whole - (first - from)) - SEQUENCE_BITS - distanceBits;
        if (saved > savedBits) {
            savedBits = saved;
            start = first;
            length = whole;
            back = at - seen;
        }
    }

    /** Remembers the position; answers the last one of the same hash. */
    private int exchange(long word, int at) {
        int hash = (int) ((word << Long.SIZE - 8 * HASHED) * MULTIPLIER >>> hashShift);
        int seen = positions[hash];
        positions[hash] = at;
        return seen;
    }

    private static boolean isSeen(byte[] text, long word, int at, int seen) {
        return (load(text, seen) ^ word) << Long.SIZE - 8 * HASHED == 0 && at - seen <= WINDOW;
    }

    /** How many bytes at {@code a}, which ends at {@code to}, are those at {@code b}. */
    private static int equal(byte[] text, int a, int b, int to) {
        int at = a;
        int ahead = a - b;
        while (at + Long.BYTES <= to) {
            long difference = load(text, at) ^ load(text, at - ahead);
            if (difference != 0) {
                return at - a + count(difference);
            }
            at += Long.BYTES;
        }
        while (at < to && text[at] == text[at - ahead]) {
            at++;
        }
        return at - a;
    }
}
