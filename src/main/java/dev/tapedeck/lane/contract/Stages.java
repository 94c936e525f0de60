package dev.tapedeck.lane.contract;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind intake, as intake sees it.
 *
 * @param <L> the answers of one round of look-ups
 */
public interface Stages<L> {

    /** Asks everything that these messages need to be judged, in one round. Does not fail; answers on any thread. */
    Uni<L> lookUp(List<InboundMessage> messages);

    /** The same for messages of a batch whose {@link RoutingPlan} is announced: nothing but that makes them leave it. */
    Uni<L> lookUpAnnounced(List<InboundMessage> messages);

    /** Makes the open batches of a new lane, one after the other. What it makes is called on the lane's mailbox. */
    Supplier<LaneBatch<L>> batches(LaneId lane);

    /**
     * Finishes a batch of an earlier owner if all its objects exist: writes the rows that they name. Answers the messages
     * that have to go out with the commit; null if an object is missing: then the batch must be rebuilt from its
     * messages. Repeating it changes nothing more.
     */
    Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts);

    /** What of an earlier owner's batch is durable, when it has to be built again. Answers on any thread. */
    Uni<Durable> durable(BatchSpan span, List<String> parts);

    /** Records that messages are gone from the topic. Repeating it changes nothing. Answers on any thread. */
    Uni<Void> recordGap(OffsetGap gap);

    /** The longest time from a batch's first message to its seal. */
    Duration maxAge();

    /**
     * What of an announced batch is durable already. It stays as it is, whatever would be said of its messages today: who builds the
     * batch again leaves it out.
     */
    final class Durable {

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
}
