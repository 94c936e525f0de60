package dev.tapedeck.kafka.consumer;

import dev.tapedeck.kafka.admin.Logs;
import dev.tapedeck.kafka.admin.OpenTransactions;
import dev.tapedeck.kafka.admin.RecordingsTopic;
import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster what a consumer does not learn: that its topic was deleted, that an open transaction holds messages back, and
 * that another process has joined the group under this one's {@code group.instance.id}. In each case the consumer only finds nothing
 * to read or commits in vain.
 */
@Singleton
public class ClusterWatch {

    private static final Logger LOG = Logger.getLogger(ClusterWatch.class);
    private static final int LOOKS_PER_LIMIT = 6;

    private final InstantSource clock;
    private final ConsumerInquiry<Map<TopicPartition, OpenTransactions.Ends>> inquiry;
    private final Logs logs;
    private final OpenTransactions transactions;
    private volatile List<OpenTransactions.Held> held = List.of();
    private volatile @Nullable String fenced;
    private volatile Set<String> missing = Set.of();

    /** Whether the last look found another member in our place: once may be between two answers. Guarded by this. */
    private boolean suspected;

    /** What this process has in its group. */
    private record Part(Set<String> topics, Set<TopicPartition> partitions, ConsumerGroupMetadata member) {}

    ClusterWatch(LaneConfig config, InstantSource clock, Scheduler delays, Logs logs, IntakeMeters meters) {
        this.clock = clock;
        this.inquiry = new ConsumerInquiry<>(
                delays,
                config.stuckAfter().dividedBy(LOOKS_PER_LIMIT),
                this::look,
                this::seen,
                failure -> LOG.debugf(failure, "the cluster does not say how its logs end"));
        this.logs = logs;
        this.transactions = new OpenTransactions(config.stuckAfter());
        meters.observeTransactions(this, watch -> watch.held.size());
    }

    /** The {@code group.instance.id} that another process has joined the group with, in a sentence; null when none has. Any thread. */
    public @Nullable String fenced() {
        return fenced;
    }

    /** The topics that are read and do not exist any more. Any thread. */
    public Set<String> missing() {
        return missing;
    }

    /** Watches this consumer from now on; there is one in the process. Any thread. */
    void follow(ConsumerThread thread) {
        inquiry.follow(thread);
    }

    private Uni<Map<TopicPartition, OpenTransactions.Ends>> look(ConsumerThread thread) {
        return thread.ask(client -> new Part(
                        Set.copyOf(client.subscription()), Set.copyOf(client.assignment()), client.groupMetadata()))
                .chain(part -> logs.missing(part.topics())
                        .invoke(this::tell)
                        .chain(() -> holder(part.member()))
                        .invoke(holder -> compare(part.member(), holder, thread))
                        .chain(() -> logs.ends(part.partitions())));
    }

    /** One answer after the other. */
    private void tell(Set<String> found) {
        found.stream()
                .filter(topic -> !missing.contains(topic))
                .forEach(topic -> OperatorMessage.NOT_AS_NEEDED.log(
                        LOG, "Topic " + topic + " does not exist any more, so " + RecordingsTopic.NEED.loss()));
        missing = Set.copyOf(found);
    }

    /** The id of the member that has our name in the group; our own when we have no name. */
    private Uni<String> holder(ConsumerGroupMetadata member) {
        return member.groupInstanceId()
                .map(name -> logs.holder(member.groupId(), name))
                .orElseGet(() -> Uni.createFrom().item(member.memberId()));
    }

    /**
     * While another member has our name, we do not poll: the client would take the name back, and the two would shut each other out in
     * turn. Once that member has gone, we go on.
     */
    private synchronized void compare(ConsumerGroupMetadata member, String holder, ConsumerThread thread) {
        boolean another = !holder.isEmpty() && !member.memberId().isEmpty() && !holder.equals(member.memberId());
        boolean certain = another && (suspected || thread.isFenced());
        suspected = another;
        if (!another) {
            fenced = null;
        } else if (certain && fenced == null) {
            String name = "group.instance.id=" + member.groupInstanceId().orElse("");
            fenced = "another process has joined the group " + member.groupId() + " with " + name;
            OperatorMessage.INSTANCE_FENCED.log(LOG, member.groupId(), name);
            thread.hold(() -> fenced != null);
        }
    }

    /** One answer after the other. */
    private void seen(Map<TopicPartition, OpenTransactions.Ends> ends) {
        Instant now = clock.instant();
        transactions.look(ends, now);
        Set<TopicPartition> known =
                held.stream().map(OpenTransactions.Held::partition).collect(Collectors.toSet());
        List<OpenTransactions.Held> found = transactions.held(now);
        found.stream()
                .filter(one -> !known.contains(one.partition()))
                .forEach(one -> OperatorMessage.OPEN_TRANSACTION.log(
                        LOG, one.partition(), one.ends().stable(), one.ends().end()));
        held = found;
    }
}
