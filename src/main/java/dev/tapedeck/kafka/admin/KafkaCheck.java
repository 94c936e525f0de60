package dev.tapedeck.kafka.admin;

import dev.tapedeck.diagnostics.Causes;
import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.CheckResult.Warning;
import dev.tapedeck.diagnostics.DependencyCheck;
import dev.tapedeck.diagnostics.PortDiagnosis;
import dev.tapedeck.kafka.admin.TopicAdmin.Created;
import dev.tapedeck.kafka.admin.TopicAdmin.Topic;
import dev.tapedeck.kafka.admin.TopicRequirement.Copies;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/** Whether Kafka answers and has every topic that some stage needs, each with room for what goes there. */
@Singleton
class KafkaCheck implements DependencyCheck {

    private static final String SUBJECT = "Kafka";
    private static final String SERVERS = "bootstrap.servers";
    private static final String PROTOCOL = "security.protocol";

    /** What the headers of a copy take beside those of its message, with the names of topics of any length. */
    private static final int HEADER_ROOM = 64 << 10;

    private final List<TopicRequirement> needs;
    private final ChannelSettings channels;

    KafkaCheck(@All List<TopicRequirement.Source> stages, ChannelSettings channels) {
        this.needs = Stream.concat(
                        Stream.of(TopicRequirement.RECORDINGS),
                        stages.stream().flatMap(stage -> stage.topics().stream()))
                .toList();
        this.channels = channels;
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<CheckResult>> look() {
        return each((need, admin) -> admin.topics(channels.topics(need)))
                .chain(found -> largest().map(largest -> judge(found, largest)));
    }

    @Override
    public Uni<List<String>> fix() {
        // What is read comes first: room for its copies depends on it.
        return ask(
                        TopicRequirement.RECORDINGS,
                        admin -> create(channels.topics(TopicRequirement.RECORDINGS), admin, TopicAdmin.UNKNOWN))
                .chain(read -> largest(read)
                        .chain(largest ->
                                each((need, admin) -> create(channels.topics(need), admin, room(need, largest))))
                        .map(copies -> Stream.concat(Stream.of(read), copies.stream())
                                .flatMap(List::stream)
                                .distinct()
                                .map(created -> "created topic " + created.name())
                                .toList()));
    }

    /** The same for topics of which some were created just now, and perhaps are not known to all brokers yet. */
    private Uni<Long> largest(List<Created> read) {
        long created = read.stream().mapToLong(Created::maxMessageBytes).max().orElse(TopicAdmin.UNKNOWN);
        return largest().onFailure().recoverWithItem(TopicAdmin.UNKNOWN).map(found -> Math.max(found, created));
    }

    private static long room(TopicRequirement need, long largest) {
        return need.copies() == Copies.NONE ? TopicAdmin.UNKNOWN : withRoom(largest);
    }

    @Override
    public CheckResult explain(Throwable failure) {
        Map<String, Object> connection = channels.connection(TopicRequirement.RECORDINGS);
        String servers = String.valueOf(connection.get(SERVERS));
        boolean tls = String.valueOf(connection.get(PROTOCOL)).contains("SSL");
        return switch (failure) {
            case SslAuthenticationException distrusted
            when !Causes.say(failure, "SSL message") ->
                broken(
                        Causes.certificateClause("Kafka at " + servers, failure),
                        "name who vouches for it with kafka.ssl.truststore.location and .type, and what this client shows with"
                                + " kafka.ssl.keystore.location");
            case SslAuthenticationException plain -> unanswered(servers, tls, failure);
            case AuthenticationException refused ->
                broken(
                        "Kafka at " + servers + " refuses the credentials (" + Causes.words(failure) + ")",
                        "set kafka.security.protocol, kafka.sasl.mechanism and kafka.sasl.jaas.config as the broker asks");
            case AuthorizationException refused ->
                new Broken(
                        SUBJECT,
                        "Kafka at " + servers + " does not let this user describe the topics (" + Causes.words(failure)
                                + ")",
                        "it is not known whether they are there",
                        "grant it Describe on them");
            default -> unanswered(servers, tls, failure);
        };
    }

    /** Clients say only that time is up, whatever keeps them from being answered. */
    private static Broken unanswered(String servers, boolean tls, Throwable failure) {
        PortDiagnosis port = PortDiagnosis.of(servers, tls, failure);
        return broken(
                "Kafka does not answer at " + servers + " (" + port.clause() + ")",
                port.remedy(
                        "kafka.bootstrap.servers",
                        "set kafka.security.protocol to one without TLS, or name the listener that speaks it",
                        "set kafka.security.protocol to SSL or SASL_SSL",
                        "set kafka.security.protocol and the keys under kafka.sasl as that listener asks, and let the addresses"
                                + " that the brokers advertise be reached from here"));
    }

    private static Broken broken(String what, String remedy) {
        return new Broken(SUBJECT, what, "nothing can be read", remedy);
    }

    /** The largest message that the recordings topic takes; unknown when it is not there. */
    private Uni<Long> largest() {
        return ask(TopicRequirement.RECORDINGS, admin -> admin.topics(channels.topics(TopicRequirement.RECORDINGS)))
                .map(found -> found.values().stream()
                        .mapToLong(Topic::maxMessageBytes)
                        .max()
                        .orElse(TopicAdmin.UNKNOWN));
    }

    private List<CheckResult> judge(List<Map<String, Topic>> found, long largest) {
        List<CheckResult> findings = new ArrayList<>();
        for (int i = 0; i < needs.size(); i++) {
            TopicRequirement need = needs.get(i);
            for (String name : channels.topics(need)) {
                findings.add(judge(need, name, found.get(i).get(name), largest));
            }
        }
        return findings;
    }

    private CheckResult judge(TopicRequirement need, String name, @Nullable Topic topic, long largest) {
        if (topic == null) {
            return new Broken(
                    SUBJECT,
                    "Topic " + name + " does not exist",
                    need.loss(),
                    "create it with 'tapedeck doctor --fix', or set " + channels.topicKey(need)
                            + " to the one that is meant");
        }
        boolean read = channels.topics(TopicRequirement.RECORDINGS).contains(name);
        long enough = read || need.copies() == Copies.NONE ? 0 : withRoom(largest);
        if (topic.maxMessageBytes() != TopicAdmin.UNKNOWN && topic.maxMessageBytes() < enough) {
            return tooSmall(need, name, topic.maxMessageBytes(), largest);
        }
        return new Fine(SUBJECT, "Topic " + name + " is there; partitions: " + topic.partitions());
    }

    private static CheckResult tooSmall(TopicRequirement need, String name, long takes, long largest) {
        String what = "Topic " + name + " takes messages of " + takes + " bytes, and those that are read may have "
                + largest + ", to which headers are added";
        String remedy = "set its max.message.bytes=" + withRoom(largest) + " or more";
        if (need.copies() == Copies.SHORTENED) {
            return new Warning(SUBJECT, what, "a large one would go there without its body", remedy);
        }
        String why = "a large one would hold its partition up for ever";
        return takes < largest ? new Broken(SUBJECT, what, why, remedy) : new Warning(SUBJECT, what, why, remedy);
    }

    /** What a topic has to take so that copies fit of all that may be read; as unknown as that is. */
    private static long withRoom(long largest) {
        return largest == TopicAdmin.UNKNOWN ? TopicAdmin.UNKNOWN : largest + HEADER_ROOM;
    }

    /** Those of these topics that were not there. */
    private static Uni<List<Created>> create(List<String> names, TopicAdmin admin, long maxMessageBytes) {
        return Multi.createFrom()
                .iterable(names)
                .onItem()
                .transformToUniAndConcatenate(name -> admin.topics(List.of(name))
                        .chain(found -> found.containsKey(name)
                                ? Uni.createFrom().nullItem()
                                : admin.create(name, maxMessageBytes)))
                .collect()
                .asList();
    }

    private interface Question<T> {
        Uni<T> ask(TopicRequirement need, TopicAdmin admin);
    }

    /** The answers for all needs, in their order. */
    private <T> Uni<List<T>> each(Question<T> question) {
        List<Uni<T>> answers = needs.stream()
                .map(need -> ask(need, admin -> question.ask(need, admin)))
                .toList();
        return Uni.join().all(answers).andFailFast();
    }

    /** Channels may be of different brokers, so each question has its own client, closed with the answer. */
    private <T> Uni<T> ask(TopicRequirement need, Function<TopicAdmin, Uni<T>> question) {
        return Uni.createFrom().deferred(() -> {
            TopicAdmin admin = new TopicAdmin(() -> channels.connection(need));
            return question.apply(admin).onTermination().invoke(admin::close);
        });
    }
}
