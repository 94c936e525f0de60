package dev.tapedeck.deadletter.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.deadletter.journal.ReplayJournal.Replay;
import dev.tapedeck.kafka.admin.ChannelSettings;
import dev.tapedeck.kafka.admin.KafkaClients;
import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.lane.LogRingIT;
import dev.tapedeck.testing.LocalStack;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Commands ask a broker about topics that do not exist. The broker creates those that a client of the usual settings asks for. */
class MissingTopicsIT {

    private static final String NAME = "missing-" + Long.toHexString(System.nanoTime());
    private static final String SERVERS = LocalStack.shared().addresses().get("kafka.bootstrap.servers");

    private final KafkaClients clients = new KafkaClients(new ChannelSettings(new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(Map.of("kafka.bootstrap.servers", SERVERS), "test", 500))
            .build()));
    private final TopicReader reader = new TopicReader(clients);

    @Test
    void toReadATopicDoesNotCreateIt() {
        assertThatThrownBy(() -> reader.read(NAME + "-read", null, message -> true))
                .isInstanceOf(KafkaUnavailableException.class);
        assertThat(reader.read(new RecordPosition(NAME + "-looked-up", 0, 0))).isNull();
        assertThat(topics()).doesNotContain(NAME + "-read", NAME + "-looked-up");
    }

    @Test
    void aReplayIntoATopicRefusesTheMessageAndDoesNotCreateTheTopic() {
        String gone = NAME + "-replayed";
        KafkaReplayJournal journal =
                new KafkaReplayJournal(clients, reader, () -> NAME + "-journal", InstantSource.system());
        Replay replay = new Replay(
                new RecordPosition(gone, 0, 7),
                new RecordPosition("letters", 0, 1),
                new byte[1],
                new byte[1],
                MessageHeaders.NONE);
        try (ReplayJournal.Writer writer = journal.open()) {
            assertThatThrownBy(() -> writer.put(List.of(replay)))
                    .isInstanceOf(ReplayRefused.class)
                    .hasMessageContaining("the topic " + gone + " has no partition 0");
        }
        assertThat(topics()).contains(NAME + "-journal").doesNotContain(gone);
    }

    /** The topics that there are, once the broker has created one that somebody has asked for after all others. */
    private static Set<String> topics() {
        String last = NAME + "-" + System.nanoTime();
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, SERVERS);
        try (KafkaProducer<byte[], byte[]> usual =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(settings)) {
            assertThat(usual.partitionsFor(last)).hasSize(1);
            Set<String> topics = LogRingIT.get(admin.listTopics().names());
            assertThat(topics).contains(last);
            return topics;
        }
    }
}
