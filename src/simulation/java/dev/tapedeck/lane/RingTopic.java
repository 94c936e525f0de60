package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** A schedule of the ring: one topic on a real broker, and every message that was ever written to a topic of its name. */
public final class RingTopic {

    /** A message, and what became of it there. */
    private static final class Sent {
        final String event;
        final String topicId;
        final long offset;

        /** Kafka has removed it, so that nobody who had not read it can tell that it was there. */
        boolean vanished;

        /** Its transaction was undone. */
        boolean aborted;

        Sent(String event, String topicId, long offset) {
            this.event = event;
            this.topicId = topicId;
            this.offset = offset;
        }
    }

    private final String name;
    private final TopicPartition partition;
    private final String group;
    private final Admin admin;
    private final Random random;
    private final List<Sent> sent = new ArrayList<>();
    private String topicId = "";

    public RingTopic(String name, String group, Admin admin, Random random) {
        this.name = name;
        this.group = group;
        this.admin = admin;
        this.random = random;
        partition = new TopicPartition(name, 0);
    }

    public String name() {
        return name;
    }

    TopicPartition partition() {
        return partition;
    }

    /** The controller answers before the broker has heard: for a moment the broker may still know the topic before. */
    public void create() {
        topicId = made();
        while (!topicId.equals(known())) {
            Thread.onSpinWait();
        }
    }

    private String made() {
        while (true) {
            try {
                return LogRingIT.get(admin.createTopics(List.of(new NewTopic(name, 1, (short) 1)))
                                .topicId(name))
                        .toString();
            } catch (TopicExistsException e) {
                // The one before is not gone yet.
                Thread.onSpinWait();
            }
        }
    }

    private String known() {
        try {
            return Objects.requireNonNull(
                            LogRingIT.get(admin.describeTopics(List.of(name)).allTopicNames())
                                    .get(name))
                    .topicId()
                    .toString();
        } catch (UnknownTopicOrPartitionException e) {
            return "";
        }
    }

    /** Deletes the topic and makes it anew. */
    public void recreate() {
        vanish(0);
        LogRingIT.get(admin.deleteTopics(List.of(name)).all());
        create();
    }

    public void produce(Producer<byte[], byte[]> producer) {
        write(producer, false);
        producer.flush();
    }

    public void transact(Producer<byte[], byte[]> producer, boolean commits) {
        producer.beginTransaction();
        write(producer, !commits);
        if (commits) {
            producer.commitTransaction();
        } else {
            producer.flush();
            producer.abortTransaction();
        }
    }

    private void write(Producer<byte[], byte[]> producer, boolean aborted) {
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        int first = sent.size();
        for (int i = 0; i < count; i++) {
            String session = name + "-s" + random.nextInt(3);
            String event = name + ":" + (first + i);
            answers.add(producer.send(new ProducerRecord<>(
                    name, 0, session.getBytes(StandardCharsets.UTF_8), event.getBytes(StandardCharsets.UTF_8))));
        }
        producer.flush();
        for (int i = 0; i < count; i++) {
            Sent one = new Sent(
                    name + ":" + (first + i),
                    topicId,
                    LogRingIT.get(answers.get(i)).offset());
            one.aborted = aborted;
            sent.add(one);
        }
    }

    /** Deletes the beginning, as retention does: up to what is committed, or anywhere. */
    public void trim(boolean blindly) {
        OffsetAndMetadata committed = committed();
        long end = offset(OffsetSpec.latest());
        long until = blindly ? random.nextLong(end + 1) : committed == null ? 0 : Math.min(committed.offset(), end);
        LogId known = committed == null
                ? null
                : Committed.parse(committed.offset(), committed.metadata()).log();
        if (known == null || !known.topicId().equals(topicId)) {
            sent.stream().filter(one -> isHere(one) && one.offset < until).forEach(one -> one.vanished = true);
        }
        LogRingIT.get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(until)))
                .all());
    }

    /** The log has lost its end: what was there has vanished. */
    public void cut() {
        vanish(offset(OffsetSpec.latest()));
    }

    /**
     * Somebody sets the group's offset behind the end of the log. No member may be in the group. Nobody can tell any more what of
     * the deleted beginning had been read.
     */
    public void setBehindTheEnd() {
        long start = offset(OffsetSpec.earliest());
        sent.stream().filter(one -> isHere(one) && one.offset < start).forEach(one -> one.vanished = true);
        OffsetAndMetadata committed = committed();
        LogRingIT.get(admin.alterConsumerGroupOffsets(
                        group,
                        Map.of(
                                partition,
                                new OffsetAndMetadata(
                                        offset(OffsetSpec.latest()) + 1000,
                                        committed == null ? "" : Committed.metadata(logOf(committed)))))
                .all());
    }

    private static @Nullable LogId logOf(OffsetAndMetadata committed) {
        return Committed.parse(committed.offset(), committed.metadata()).log();
    }

    private void vanish(long from) {
        sent.stream().filter(one -> isHere(one) && one.offset >= from).forEach(one -> one.vanished = true);
    }

    private boolean isHere(Sent one) {
        return one.topicId.equals(topicId) && !one.vanished;
    }

    /** Whether everything that is there is committed, and nothing announced. */
    public boolean settled() {
        long start = offset(OffsetSpec.earliest());
        long end = offset(OffsetSpec.latest());
        OffsetAndMetadata committed = committed();
        if (committed == null) {
            return sent.stream().noneMatch(one -> isHere(one) && !one.aborted && one.offset >= start);
        }
        Committed parsed = Committed.parse(committed.offset(), committed.metadata());
        LogId log = parsed.log();
        boolean ours = log != null && log.topicId().equals(topicId);
        return ours && parsed.intent() == null && parsed.offset() == end;
    }

    @Override
    public String toString() {
        return name + " of topic " + topicId + ": [" + offset(OffsetSpec.earliest()) + ", "
                + offset(OffsetSpec.latest()) + "), committed " + committed();
    }

    /** What is wrong with the account of the topic's messages; empty when nothing is. */
    public List<String> faults(Map<String, Integer> found, List<OffsetGap> gaps, SimulatedBroker book) {
        List<String> faults = new ArrayList<>();
        for (Sent one : sent) {
            int times = found.getOrDefault(one.event, 0);
            int expected = one.aborted ? 0 : 1;
            boolean excused = one.aborted || told(one, gaps) || one.vanished && !book.knows(one.event);
            if (times > expected || times == 0 && !excused) {
                faults.add(one.event + " at " + one.topicId + "/" + one.offset + " is there " + times + " times"
                        + (one.aborted ? ", aborted" : "") + (one.vanished ? ", vanished" : ""));
            }
        }
        return faults;
    }

    public int told(Map<String, Integer> found, List<OffsetGap> gaps) {
        return (int) sent.stream()
                .filter(one -> !one.aborted && !found.containsKey(one.event) && told(one, gaps))
                .count();
    }

    public int size() {
        return sent.size();
    }

    private boolean told(Sent one, List<OffsetGap> gaps) {
        return gaps.stream()
                .anyMatch(gap -> (gap.topic().equals(name) || gap.topic().equals(name + '@' + one.topicId))
                        && gap.from() <= one.offset
                        && one.offset < gap.until());
    }

    private long offset(OffsetSpec which) {
        return LogRingIT.get(admin.listOffsets(Map.of(partition, which)).partitionResult(partition))
                .offset();
    }

    private @Nullable OffsetAndMetadata committed() {
        return LogRingIT.get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .get(partition);
    }
}
