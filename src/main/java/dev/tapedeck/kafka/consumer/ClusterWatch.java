package dev.tapedeck.kafka.consumer;

import dev.tapedeck.kafka.admin.Logs;
import dev.tapedeck.kafka.admin.Logs.Ends;
import dev.tapedeck.kafka.admin.TopicRequirement;
import dev.tapedeck.kafka.consumer.StuckPartitionDetector.Standstills;
import dev.tapedeck.kafka.consumer.StuckPartitionDetector.Standstills.Reach;
import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster what a consumer does not learn: that its topic was deleted, that an open transaction holds messages back, or
 * that another process has joined the group under this one's {@code group.instance.id}. The consumer itself only finds nothing to
 * read, or its commits fail.
 */
@Singleton
public class ClusterWatch {

    private static final Logger LOG = Logger.getLogger(ClusterWatch.class);
    private static final int LOOKS_PER_LIMIT = 6;

    private final InstantSource clock;
    private final ConsumerInquiry<Map<TopicPartition, Ends>> inquiry;
    private final Logs logs;
    private final Standstills transactions;
    private volatile Set<TopicPartition> held = Set.of();
    private volatile @Nullable String fenced;
    private volatile Set<String> missing = Set.of();

    /** Whether the last look found another member in our place. A single look may fall between two changes. Guarded by this. */
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
        this.transactions = new Standstills(config.stuckAfter());
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

    private Uni<Map<TopicPartition, Ends>> look(ConsumerThread thread) {
        return thread.ask(client -> new Part(
                        Set.copyOf(client.subscription()), Set.copyOf(client.assignment()), client.groupMetadata()))
                .chain(part -> logs.missing(part.topics())
                        .invoke(this::tell)
                        .chain(() -> holder(part.member()))
                        .invoke(holder -> compare(part.member(), holder, thread))
                        .chain(() -> logs.ends(part.partitions())));
    }

    /** One call after the other. */
    private void tell(Set<String> found) {
        found.stream()
                .filter(topic -> !missing.contains(topic))
                .forEach(topic -> OperatorMessage.NOT_AS_NEEDED.log(
                        LOG, "Topic " + topic + " does not exist any more, so " + TopicRequirement.RECORDINGS.loss()));
        missing = Set.copyOf(found);
    }

    /** Returns the id of the member that has our name in the group; our own id when we have no name. */
    private Uni<String> holder(ConsumerGroupMetadata member) {
        return member.groupInstanceId()
                .map(name -> logs.holder(member.groupId(), name))
                .orElseGet(() -> Uni.createFrom().item(member.memberId()));
    }

    /**
     * While another member has our name, this process does not poll. Otherwise the client would take the name back, and the two would
     * shut each other out in turn. Once that member has gone, polling goes on.
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

    /** An open transaction holds messages back where the stable end stands still. One call after the other. */
    private void seen(Map<TopicPartition, Ends> ends) {
        Map<TopicPartition, Reach> stable = new HashMap<>();
        ends.forEach((partition, of) -> stable.put(partition, new Reach(of.stable(), of.end())));
        Map<TopicPartition, Reach> found = transactions.look(stable, clock.instant());
        found.forEach((partition, reach) -> {
            if (!held.contains(partition)) {
                OperatorMessage.OPEN_TRANSACTION.log(LOG, partition, reach.offset(), reach.end());
            }
        });
        held = Set.copyOf(found.keySet());
    }
}
