package dev.tapedeck.management.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the heaviest keys of a stream in fixed memory: the Space-Saving algorithm of Metwally, Agrawal and El Abbadi. A key
 * that is not tracked takes the place of the lightest one and inherits its weight. This bounds what may be missed: every key
 * with more than its share, total weight by capacity, is tracked. Adding allocates nothing. Used by one thread
 * at a time.
 *
 * @param <K> the key, with {@code equals} and {@code hashCode}
 */
public final class SpaceSaving<K> {

    /**
     * A tracked key.
     *
     * @param atLeast its weight, as far as it was seen
     * @param atMost no more than this, with what may have been missed
     * @param timesAtLeast how often it was added, as far as it was seen
     */
    public record Hitter<K>(K key, long atLeast, long atMost, long timesAtLeast) {}

    private static final int FREE = -1;

    private final @Nullable Object[] keys;
    private final long[] weights;
    private final long[] inherited;
    private final long[] times;

    /** Open addressing with linear probing: positions of keys. */
    private final int[] slots;

    private int size;

    SpaceSaving(int capacity) {
        keys = new Object[capacity];
        weights = new long[capacity];
        inherited = new long[capacity];
        times = new long[capacity];
        slots = new int[Integer.highestOneBit(capacity) * 4];
        Arrays.fill(slots, FREE);
    }

    void add(K key, long weight) {
        int slot = slotOf(key);
        int position = slots[slot];
        if (position == FREE) {
            position = place();
            slots[slotOf(key)] = position;
            keys[position] = key;
        }
        weights[position] += weight;
        times[position]++;
    }

    /** A free position, or that of the lightest key, whose weight stays there for its successor. */
    private int place() {
        if (size < keys.length) {
            return size++;
        }
        int lightest = lightest();
        free(slotOf(keyAt(lightest)));
        inherited[lightest] = weights[lightest];
        times[lightest] = 0;
        return lightest;
    }

    private int lightest() {
        int lightest = 0;
        for (int i = 1; i < size; i++) {
            if (weights[i] < weights[lightest]) {
                lightest = i;
            }
        }
        return lightest;
    }

    /** The slot with this key, or the free one where it belongs. */
    private int slotOf(Object key) {
        int slot = home(key);
        while (slots[slot] != FREE && !keyAt(slots[slot]).equals(key)) {
            slot = next(slot);
        }
        return slot;
    }

    /** Empties a slot and moves those behind it that would not be found any more. */
    private void free(int hole) {
        int slot = next(hole);
        while (slots[slot] != FREE) {
            int home = home(keyAt(slots[slot]));
            boolean reachable = hole < slot ? home > hole && home <= slot : home > hole || home <= slot;
            if (!reachable) {
                slots[hole] = slots[slot];
                hole = slot;
            }
            slot = next(slot);
        }
        slots[hole] = FREE;
    }

    private int home(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & slots.length - 1;
    }

    private int next(int slot) {
        return slot + 1 & slots.length - 1;
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(slots, FREE);
        Arrays.fill(keys, null);
        Arrays.fill(weights, 0);
        Arrays.fill(inherited, 0);
        Arrays.fill(times, 0);
        size = 0;
    }

    /** All tracked keys, in no order. */
    List<Hitter<K>> all() {
        List<Hitter<K>> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            @SuppressWarnings("unchecked") // only add puts keys in
            K key = (K) keyAt(i);
            all.add(new Hitter<>(key, weights[i] - inherited[i], weights[i], times[i]));
        }
        return all;
    }

    /** What a key that is not tracked may weigh at most. */
    long atMostUntracked() {
        return size < keys.length ? 0 : weights[lightest()];
    }

    private Object keyAt(int position) {
        Object key = keys[position];
        if (key == null) {
            throw new IllegalStateException("no key at " + position);
        }
        return key;
    }
}
