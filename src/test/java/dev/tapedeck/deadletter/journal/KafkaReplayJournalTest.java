package dev.tapedeck.deadletter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.deadletter.journal.ReplayJournal.Replay;
import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaReplayJournalTest {

    private static final Node NODE = new Node(0, "localhost", 9092);
    private static final Cluster CLUSTER = new Cluster(
            "cluster", List.of(NODE), List.of(partition("recordings"), partition("journal")), Set.of(), Set.of());

    private int silent;
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(
                    CLUSTER, true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public void commitTransaction() {
                    if (silent-- > 0) {
                        throw new TimeoutException("no answer");
                    }
                    super.commitTransaction();
                }

                @Override
                public void abortTransaction() {
                    if (silent > 0) {
                        throw new IllegalStateException("the commit must be retried");
                    }
                    super.abortTransaction();
                }
            };
    private final ReplayJournal.Writer writer = new KafkaReplayJournal.KafkaWriter(
            producer, topics -> Map.of("recordings", 1), "journal", InstantSource.system());

    @Test
    void aPartitionThatIsGoneConcernsItsMessageOnly() {
        producer.initTransactions();
        Replay good = replay(0, 1);
        Replay lost = replay(5, 2);
        assertThatThrownBy(() -> writer.put(List.of(good, lost)))
                .isInstanceOfSatisfying(
                        ReplayRefused.class,
                        refused -> assertThat(refused.letter()).isEqualTo(lost.letter()))
                .hasMessageContaining("no partition 5");
        assertThat(producer.history()).isEmpty();
        assertThat(writer.put(List.of(good))).hasSize(1);
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void aCommitThatIsNotAnsweredIsAskedForAgain() {
        producer.initTransactions();
        silent = 2;
        assertThat(writer.put(List.of(replay(0, 1)))).hasSize(1);
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void aCommitThatIsNeverAnsweredLeavesADoubtThatIsNamed() {
        producer.initTransactions();
        silent = 9;
        assertThatThrownBy(() -> writer.put(List.of(replay(0, 1))))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("it is not known whether the last messages were put back");
    }

    private static Replay replay(int partition, long letter) {
        return new Replay(
                new RecordPosition("recordings", partition, 7),
                new RecordPosition("letters", 0, letter),
                new byte[1],
                new byte[1],
                MessageHeaders.NONE);
    }

    private static PartitionInfo partition(String topic) {
        return new PartitionInfo(topic, 0, NODE, new Node[] {NODE}, new Node[] {NODE});
    }
}
