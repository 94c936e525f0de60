package dev.tapedeck.kafka.partition;

import dev.tapedeck.kafka.admin.ChannelSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * What transactions take from the channels' configuration: servers, security and limits from {@code dead-letters}, topics from
 * every channel that takes part. One transaction cannot span two clusters. A lane must not begin while the outcome of an earlier
 * owner's transaction is open. A configuration that would allow either is refused.
 *
 * @param group the consumer group
 * @param topics by channel
 * @param producer settings of the producers
 * @param admin settings of the client that ends what others have left open
 */
public record TransactionSettings(
        String group, Map<String, String> topics, Map<String, Object> producer, Map<String, Object> admin) {

    private static final String IN = "mp.messaging.incoming.recordings.";
    private static final String OUT = "mp.messaging.outgoing.";
    private static final String LEAD = OUT + "dead-letters.";
    private static final List<String> CHANNELS = List.of("dead-letters", "overflow", "replay-events", "log-entries");

    /** Large enough to gather small copies; a larger message is a request of its own. */
    private static final int BATCH_BYTES = 128 << 10;

    public TransactionSettings {
        topics = Map.copyOf(topics);
        producer = Map.copyOf(producer);
        admin = Map.copyOf(admin);
    }

    /**
     * The settings in this configuration.
     *
     * @throws IllegalArgumentException naming the key, if transactions cannot go by this configuration
     */
    public static TransactionSettings of(Config config) {
        ChannelSettings channels = new ChannelSettings(config);
        String isolation = config.getOptionalValue(IN + ConsumerConfig.ISOLATION_LEVEL_CONFIG, String.class)
                .orElse("read_uncommitted");
        if (!isolation.equals("read_committed")) {
            throw new IllegalArgumentException(IN + ConsumerConfig.ISOLATION_LEVEL_CONFIG
                    + " must be read_committed with tapedeck.intake.transactions, but is " + isolation);
        }
        Map<String, String> topics = new HashMap<>();
        for (String channel : CHANNELS) {
            topics.put(
                    channel,
                    config.getOptionalValue(OUT + channel + ".topic", String.class)
                            .orElse(channel));
            expectSameServers(channels, OUT + channel + '.');
        }
        Map<String, Object> producer = channels.client(LEAD, ProducerConfig.configNames());
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        producer.keySet().removeAll(Set.of("key.serializer", "value.serializer"));
        return new TransactionSettings(
                config.getOptionalValue(IN + "group.id", String.class)
                        .orElseThrow(() -> new IllegalArgumentException(
                                IN + "group.id must name a group with tapedeck.intake.transactions")),
                topics,
                producer,
                channels.client(LEAD, AdminClientConfig.configNames()));
    }

    String topic(String channel) {
        return Objects.requireNonNull(topics.get(channel), channel);
    }

    private static void expectSameServers(ChannelSettings channels, String channel) {
        String lane = servers(channels, IN);
        String out = servers(channels, channel);
        if (!lane.equals(out)) {
            throw new IllegalArgumentException(channel + "bootstrap.servers must be those of " + IN
                    + "bootstrap.servers with tapedeck.intake.transactions, but they are " + out + " and " + lane);
        }
    }

    private static String servers(ChannelSettings channels, String channel) {
        String key = "bootstrap.servers";
        return String.valueOf(channels.client(channel, Set.of(key)).get(key));
    }
}
