package dev.tapedeck.kafka.admin;

import dev.tapedeck.lane.contract.LanePartition.LogReplaced;
import dev.tapedeck.lane.contract.LanePartition.LogView;
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
import java.util.function.Function;
import java.util.function.Supplier;
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

/** Asks a Kafka cluster about topics, and has it create them. Every {@code Uni} completes on the client's own thread. */
public final class TopicAdmin implements Logs, AutoCloseable {

    private static final int REQUEST_MILLIS = 5_000;
    private static final int CALL_MILLIS = 10_000;

    /** Stands for a setting of a topic that the broker does not tell. */
    static final long UNKNOWN = -1;

    private final Supplier<Map<String, Object>> connection;

    /** Made at the first question. Guarded by this. */
    private @Nullable Admin client;

    /**
     * A topic as the broker has it.
     *
     * @param partitions how many partitions
     * @param maxMessageBytes its {@code max.message.bytes}, or {@link #UNKNOWN}
     */
    record Topic(int partitions, long maxMessageBytes) {}

    /**
     * A topic that did not exist before.
     *
     * @param name its name
     * @param maxMessageBytes its {@code max.message.bytes}, or {@link #UNKNOWN}
     */
    record Created(String name, long maxMessageBytes) {}

    /** @param connection returns addresses, TLS and SASL; called at the first question */
    public TopicAdmin(Supplier<Map<String, Object>> connection) {
        this.connection = connection;
    }

    private synchronized Admin client() {
        Admin open = client;
        if (open == null) {
            Map<String, Object> settings = new HashMap<>(connection.get());
            settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "tapedeck-checks");
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
            open = Admin.create(settings);
            client = open;
        }
        return open;
    }

    /** Returns those of these topics that exist. */
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
        return ask(admin -> admin.describeTopics(List.of(topic)).allTopicNames())
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
    public Uni<Map<TopicPartition, Logs.Ends>> ends(Set<TopicPartition> partitions) {
        // The stable end first: what is decided between the two questions then looks undecided, for one look.
        return ends(partitions, IsolationLevel.READ_COMMITTED)
                .chain(stable -> ends(partitions, IsolationLevel.READ_UNCOMMITTED)
                        .map(all -> {
                            Map<TopicPartition, Logs.Ends> ends = new HashMap<>();
                            stable.forEach((partition, offset) ->
                                    ends.put(partition, new Logs.Ends(offset, all.getOrDefault(partition, offset))));
                            return ends;
                        }));
    }

    private Uni<Map<TopicPartition, Long>> ends(Set<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return ask(admin -> admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                        .all())
                .map(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().offset())));
    }

    @Override
    public Uni<String> holder(String group, String name) {
        return ask(admin -> admin.describeConsumerGroups(List.of(group)).all())
                .map(found -> Objects.requireNonNull(found.get(group)).members().stream()
                        .filter(member -> member.groupInstanceId().equals(Optional.of(name)))
                        .map(MemberDescription::consumerId)
                        .findFirst()
                        .orElse(""));
    }

    private Uni<Long> offset(TopicPartition partition, OffsetSpec which) {
        return ask(admin -> admin.listOffsets(Map.of(partition, which)).partitionResult(partition))
                .map(ListOffsetsResultInfo::offset);
    }

    /** Creates a topic with the broker's own defaults. Returns null when it existed before. */
    Uni<@Nullable Created> create(String name, long maxMessageBytes) {
        NewTopic topic = new NewTopic(name, Optional.empty(), Optional.empty());
        if (maxMessageBytes != UNKNOWN) {
            topic.configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.toString(maxMessageBytes)));
        }
        return Uni.createFrom()
                .deferred(() -> {
                    CreateTopicsResult result = client().createTopics(List.of(topic));
                    return ask(_ -> result.all())
                            .chain(() -> ask(_ -> result.config(name))
                                    .map(TopicAdmin::limit)
                                    .onFailure()
                                    .recoverWithItem(UNKNOWN));
                })
                .<@Nullable Created>map(limit -> new Created(name, limit))
                .onFailure(TopicExistsException.class)
                .recoverWithNull();
    }

    private Uni<Map<String, TopicDescription>> descriptions(Collection<String> names) {
        return Uni.createFrom()
                .deferred(() -> Uni.join()
                        .all(client().describeTopics(names).topicNameValues().values().stream()
                                .map(future -> ask(_ -> future)
                                        .map(Optional::of)
                                        .onFailure(UnknownTopicOrPartitionException.class)
                                        .recoverWithItem(Optional.<TopicDescription>empty()))
                                .toList())
                        .andFailFast())
                .map(all -> all.stream()
                        .flatMap(Optional::stream)
                        .collect(Collectors.toMap(TopicDescription::name, topic -> topic)));
    }

    /** Returns an empty map where the cluster does not tell its settings. */
    private Uni<Map<String, Long>> limits(Collection<String> names) {
        if (names.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        return ask(admin -> admin.describeConfigs(resources).all())
                .map(configs -> configs.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().name(), entry -> limit(entry.getValue()))))
                .onFailure()
                .recoverWithItem(Map.of());
    }

    private static long limit(Config config) {
        return Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    }

    /** Returns what a group has committed. */
    public Uni<Map<TopicPartition, OffsetAndMetadata>> committed(String group) {
        return ask(admin -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private <T> Uni<T> ask(Function<Admin, KafkaFuture<T>> question) {
        return Uni.createFrom()
                .completionStage(() -> question.apply(client()).toCompletionStage())
                .onFailure(CompletionException.class)
                .transform(failure -> failure.getCause() == null ? failure : failure.getCause());
    }

    /** Does not wait for what is under way. */
    @Override
    public void close() {
        @Nullable Admin open;
        synchronized (this) {
            open = client;
        }
        // Not under the lock: the client's thread, which is waited for, fails what is under way, and may call this too.
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
