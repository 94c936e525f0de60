package dev.tapedeck.kafka.admin;

import dev.tapedeck.lane.contract.LogReplaced;
import dev.tapedeck.lane.contract.LogView;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks a Kafka cluster about topics, and has it create them. Answers come on the client's own thread. */
public final class TopicAdmin implements Logs, AutoCloseable {

    private static final int REQUEST_MILLIS = 5_000;
    private static final int CALL_MILLIS = 10_000;

    /** What is not known of a topic because the broker does not say. */
    static final long UNKNOWN = -1;

    private final Admin client;

    /**
     * A topic as the broker has it.
     *
     * @param partitions how many partitions
     * @param maxMessageBytes its {@code max.message.bytes}, or {@link #UNKNOWN}
     */
    record Topic(int partitions, long maxMessageBytes) {}

    /**
     * A topic that was not there before.
     *
     * @param name its name
     * @param maxMessageBytes its {@code max.message.bytes}, or {@link #UNKNOWN}
     */
    record Created(String name, long maxMessageBytes) {}

    /** @param connection addresses, TLS and SASL */
    public TopicAdmin(Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "tapedeck-checks");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        client = Admin.create(settings);
    }

    /** Those of these topics that exist. */
    Uni<Map<String, Topic>> topics(Collection<String> names) {
        return descriptions(names)
                .chain(found -> limits(found.keySet()).map(limits -> {
                    Map<String, Topic> topics = new HashMap<>();
                    found.forEach((name, description) -> topics.put(
                            name, new Topic(description.partitions().size(), limits.getOrDefault(name, UNKNOWN))));
                    return topics;
                }));
    }

    @Override
    public Uni<String> topicId(String topic) {
        return answer(client.describeTopics(List.of(topic)).allTopicNames())
                .map(found -> Objects.requireNonNull(found.get(topic)).topicId().toString());
    }

    /** The id is asked for before and after, so that the offsets are those of this topic and of no other with its name. */
    @Override
    public Uni<LogView> look(TopicPartition partition) {
        String topic = partition.topic();
        return topicId(topic)
                .chain(id -> Uni.combine()
                        .all()
                        .unis(offset(partition, OffsetSpec.earliest()), offset(partition, OffsetSpec.latest()))
                        .asTuple()
                        .chain(ends -> topicId(topic).map(again -> {
                            if (!again.equals(id)) {
                                throw LogReplaced.of(topic);
                            }
                            return new LogView(id, ends.getItem1(), ends.getItem2());
                        })));
    }

    @Override
    public Uni<Set<String>> missing(Set<String> topics) {
        return topics.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : descriptions(topics)
                        .map(found -> topics.stream()
                                .filter(topic -> !found.containsKey(topic))
                                .collect(Collectors.toSet()));
    }

    @Override
    public Uni<Map<TopicPartition, OpenTransactions.Ends>> ends(Set<TopicPartition> partitions) {
        // The stable end first: what is decided between the two questions then looks undecided, for one look.
        return ends(partitions, IsolationLevel.READ_COMMITTED)
                .chain(stable -> ends(partitions, IsolationLevel.READ_UNCOMMITTED)
                        .map(all -> {
                            Map<TopicPartition, OpenTransactions.Ends> ends = new HashMap<>();
                            stable.forEach((partition, offset) -> ends.put(
                                    partition, new OpenTransactions.Ends(offset, all.getOrDefault(partition, offset))));
                            return ends;
                        }));
    }

    private Uni<Map<TopicPartition, Long>> ends(Set<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return answer(client.listOffsets(latest, new ListOffsetsOptions(isolation))
                        .all())
                .map(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().offset())));
    }

    @Override
    public Uni<String> holder(String group, String name) {
        return answer(client.describeConsumerGroups(List.of(group)).all())
                .map(found -> Objects.requireNonNull(found.get(group)).members().stream()
                        .filter(member -> member.groupInstanceId().equals(Optional.of(name)))
                        .map(MemberDescription::consumerId)
                        .findFirst()
                        .orElse(""));
    }

    private Uni<Long> offset(TopicPartition partition, OffsetSpec which) {
        return answer(client.listOffsets(Map.of(partition, which)).partitionResult(partition))
                .map(ListOffsetsResultInfo::offset);
    }

    /** Creates a topic with the broker's own defaults; answers null when it was there before. */
    Uni<@Nullable Created> create(String name, long maxMessageBytes) {
        NewTopic topic = new NewTopic(name, Optional.empty(), Optional.empty());
        if (maxMessageBytes != UNKNOWN) {
            topic.configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(maxMessageBytes)));
        }
        CreateTopicsResult result = client.createTopics(List.of(topic));
        return answer(result.all())
                .chain(() -> answer(result.config(name))
                        .map(TopicAdmin::limit)
                        .onFailure()
                        .recoverWithItem(UNKNOWN))
                .<@Nullable Created>map(limit -> new Created(name, limit))
                .onFailure(TopicExistsException.class)
                .recoverWithNull();
    }

    private Uni<Map<String, TopicDescription>> descriptions(Collection<String> names) {
        List<Uni<Optional<TopicDescription>>> answers = client.describeTopics(names).topicNameValues().values().stream()
                .map(future -> answer(future)
                        .map(Optional::of)
                        .onFailure(UnknownTopicOrPartitionException.class)
                        .recoverWithItem(Optional.<TopicDescription>empty()))
                .toList();
        return Uni.join()
                .all(answers)
                .andFailFast()
                .map(all -> all.stream()
                        .flatMap(Optional::stream)
                        .collect(Collectors.toMap(TopicDescription::name, topic -> topic)));
    }

    /** Clusters may keep settings to themselves; then nothing is known. */
    private Uni<Map<String, Long>> limits(Collection<String> names) {
        if (names.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        return answer(client.describeConfigs(resources).all())
                .map(configs -> configs.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().name(), entry -> limit(entry.getValue()))))
                .onFailure()
                .recoverWithItem(Map.of());
    }

    private static long limit(Config config) {
        return Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    }

    /** What a group has committed. */
    public Uni<Map<TopicPartition, OffsetAndMetadata>> committed(String group) {
        return answer(client.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private static <T> Uni<T> answer(KafkaFuture<T> future) {
        CompletionStage<T> stage = future.toCompletionStage();
        return Uni.createFrom()
                .completionStage(stage)
                .onFailure(CompletionException.class)
                .transform(failure -> failure.getCause() == null ? failure : failure.getCause());
    }

    /** Does not wait for what is under way. */
    @Override
    public void close() {
        client.close(Duration.ZERO);
    }
}
