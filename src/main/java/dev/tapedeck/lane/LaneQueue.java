package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a lane has been given and not yet taken, poll by poll. Confined to the lane's mailbox.
 *
 * @param <L> the answers of one round of look-ups
 */
final class LaneQueue<L> {

    /** The lane's part of one poll, with the look-ups that the whole poll shares. */
    static final class Slice<L> {

        private final long first;
        private final List<InboundMessage> messages;
        private Uni<L> lookUp;
        private @Nullable L answers;
        private int next;

        /** @param first how many messages of the partition had been polled before these */
        Slice(long first, List<InboundMessage> messages, Uni<L> lookUp) {
            this.first = first;
            this.messages = messages;
            this.lookUp = lookUp;
        }

        /** Returns how many messages of the partition were polled before these. */
        long first() {
            return first;
        }

        /** Returns how many messages of the partition were polled up to the last of these. */
        long end() {
            return first + messages.size();
        }

        long heldBytes() {
            long bytes = 0;
            for (InboundMessage message : messages) {
                bytes += message.heldBytes();
            }
            return bytes;
        }

        Uni<L> lookUp() {
            return lookUp;
        }

        @Nullable L answers() {
            return answers;
        }

        void answered(L lookups) {
            answers = lookups;
        }

        /** Replaces the look-ups by new ones, for the messages that are still here. */
        void askAgain(Uni<L> again) {
            answers = null;
            lookUp = again;
        }

        InboundMessage current() {
            return messages.get(next);
        }

        List<InboundMessage> remaining() {
            return messages.subList(next, messages.size());
        }
    }

    private final Deque<Slice<L>> slices = new ArrayDeque<>();
    private long bytes;

    void add(Slice<L> slice) {
        if (slice.messages.isEmpty()) {
            return;
        }
        slices.add(slice);
        bytes += slice.heldBytes();
    }

    /** Returns the slice with the next message, or null when the queue is empty. */
    @Nullable Slice<L> peek() {
        return slices.peek();
    }

    /** Replaces the look-ups of the first slice if they are complete. The new ones run when they are needed. */
    void askAgain(Function<List<InboundMessage>, Uni<L>> lookUp) {
        Slice<L> first = slices.peek();
        if (first != null && first.answers != null) {
            first.askAgain(lookUp.apply(List.copyOf(first.remaining())));
        }
    }

    /** The current message of the first slice is done. */
    void advance() {
        Slice<L> first = slices.element();
        bytes -= first.current().heldBytes();
        first.next++;
        if (first.next == first.messages.size()) {
            slices.remove();
        }
    }

    /** Drops the messages that had been polled before this many. A poll is dropped as a whole or not at all. */
    void dropBefore(long polled) {
        slices.removeIf(slice -> {
            boolean stale = slice.first < polled;
            if (stale) {
                bytes -= slice.remaining().stream()
                        .mapToLong(InboundMessage::heldBytes)
                        .sum();
            }
            return stale;
        });
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return slices.isEmpty();
    }

    void clear() {
        slices.clear();
        bytes = 0;
    }
}
