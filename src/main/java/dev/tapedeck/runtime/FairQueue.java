package dev.tapedeck.runtime;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whose turn it is to fill while memory is short. What a batch costs on its way out does not depend on its size, so a budget that is spread
 * over many lanes is spent on many small batches. Lanes that press on it therefore queue up, and only the first few of them take
 * messages; when such a lane has sealed, it goes to the end. Lanes that are not in the queue are free. Any thread.
 *
 * @param <T> what stands for a lane
 */
final class FairQueue<T> {

    private final int atATime;
    private final Set<T> queue = new LinkedHashSet<>();

    /** @param atATime how many lanes have a turn; at least 1 */
    FairQueue(int atATime) {
        this.atATime = atATime;
    }

    /** Joins the queue at its end, unless the lane is in it. */
    synchronized void join(T lane) {
        queue.add(lane);
    }

    /** Whether the lane is in the queue and has its turn. */
    synchronized boolean has(T lane) {
        int place = 0;
        for (Iterator<T> lanes = queue.iterator(); place < atATime && lanes.hasNext(); place++) {
            if (lanes.next().equals(lane)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the lane is in the queue and others come before it. */
    synchronized boolean waits(T lane) {
        return queue.contains(lane) && !has(lane);
    }

    /** Ends the lane's turn; it goes to the end of the queue if it is in it. */
    synchronized void pass(T lane) {
        if (queue.remove(lane)) {
            queue.add(lane);
        }
    }

    /** Takes the lane out of the queue. */
    synchronized void leave(T lane) {
        queue.remove(lane);
    }

    /** Sets those free that have their turn and are as told; the next ones have theirs. */
    synchronized void dismiss(Predicate<? super T> those) {
        Iterator<T> lanes = queue.iterator();
        for (int i = 0; i < atATime && lanes.hasNext(); i++) {
            if (those.test(lanes.next())) {
                lanes.remove();
            }
        }
    }
}
