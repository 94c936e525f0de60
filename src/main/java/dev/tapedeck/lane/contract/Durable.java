package dev.tapedeck.lane.contract;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What of an announced batch is durable already. It stays as it is, whatever would be said of its messages today: who builds the
 * batch again leaves it out.
 */
public final class Durable {

    /** Nothing is. */
    public static final Durable NOTHING = new Durable(Set.of(), Set.of(), LongStream.empty());

    private final Set<String> parts;
    private final Set<?> sessions;
    private final long[] offsets;

    /**
     * What is in the announced parts that exist.
     *
     * @param parts their names
     * @param sessions the sessions in them, as the stage behind names sessions
     * @param offsets of the messages in them
     */
    public Durable(Set<String> parts, Set<?> sessions, LongStream offsets) {
        this.parts = Set.copyOf(parts);
        this.sessions = sessions;
        this.offsets = offsets.sorted().toArray();
    }

    /** The announced parts that exist. */
    public Set<String> parts() {
        return parts;
    }

    /** Whether the message at this offset is in one of them. */
    public boolean holds(long offset) {
        return Arrays.binarySearch(offsets, offset) >= 0;
    }

    /** Whether one of them has messages of this session. It then has all messages of the session that the batch had. */
    public boolean holdsSession(Object session) {
        return sessions.contains(session);
    }
}
