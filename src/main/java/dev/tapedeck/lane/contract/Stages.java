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
 * The stages behind the lanes, as a lane sees them.
 *
 * @param <L> the answers of one round of look-ups
 */
public interface Stages<L> {

    /** Looks up everything that these messages need to be judged, in one round. Does not fail. Completes on any thread. */
    Uni<L> lookUp(List<InboundMessage> messages);

    /** The same for messages of a batch whose {@link RoutingPlan} is announced. Only that plan decides which messages leave. */
    Uni<L> lookUpAnnounced(List<InboundMessage> messages);

    /** Returns what makes the open batches of a new lane, one after the other. Batches are called on the lane's mailbox. */
    Supplier<LaneBatch<L>> batches(LaneId lane);

    /**
     * Finishes a batch of an earlier owner if all its objects exist: writes their rows. Repeating it changes nothing more.
     *
     * @return the messages that have to go out with the commit; null if an object is missing, so that the batch must be rebuilt from its
     *     messages
     */
    Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts);

    /** Returns what of an earlier owner's batch is durable, when it has to be built again. Completes on any thread. */
    Uni<Durable> durable(BatchSpan span, List<String> parts);

    /** Records that messages are gone from the topic. Repeating it changes nothing. Completes on any thread. */
    Uni<Void> recordGap(OffsetGap gap);

    /** Returns the longest time from a batch's first message to its seal. */
    Duration maxAge();

    /**
     * What of an announced batch is already durable. It stays as it is, whatever screening would say today. Whoever builds the batch
     * again leaves it out.
     */
    final class Durable {

        /** Nothing is durable. */
        public static final Durable NOTHING = new Durable(Set.of(), Set.of(), LongStream.empty());

        private final Set<String> parts;
        private final Set<?> sessions;
        private final long[] offsets;

        /**
         * Describes the announced parts that exist.
         *
         * @param parts their names
         * @param sessions the sessions in them, by the names that the next stage has for sessions
         * @param offsets the offsets of the messages in them
         */
        public Durable(Set<String> parts, Set<?> sessions, LongStream offsets) {
            this.parts = Set.copyOf(parts);
            this.sessions = sessions;
            this.offsets = offsets.sorted().toArray();
        }

        /** Returns the announced parts that exist. */
        public Set<String> parts() {
            return parts;
        }

        /** Whether the message at this offset is in one of the parts. */
        public boolean holds(long offset) {
            return Arrays.binarySearch(offsets, offset) >= 0;
        }

        /** Whether a part has messages of this session. It then has all messages that the batch has of the session. */
        public boolean holdsSession(Object session) {
            return sessions.contains(session);
        }
    }
}
