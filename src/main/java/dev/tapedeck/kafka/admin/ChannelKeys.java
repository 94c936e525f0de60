package dev.tapedeck.kafka.admin;

import dev.tapedeck.runtime.Nearest;
import io.smallrye.config.common.utils.StringUtil;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import io.smallrye.reactive.messaging.kafka.KafkaConnector;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The keys that a channel of one direction may have: its own, its connector's, and those of Kafka's client. */
final class ChannelKeys {

    /** What SmallRye and Quarkus know of any channel. */
    private static final List<String> OF_ANY = List.of(
            "connector",
            "channel-name",
            "enabled",
            "concurrency",
            "merge",
            "broadcast",
            "pausable",
            "paused",
            "initially-paused",
            "late-subscription",
            "buffer-size",
            "buffer-strategy",
            "tls-configuration-name");

    /** Whole families: the keys of other producers that the connector makes. */
    private static final Pattern FAMILIES = Pattern.compile("(DEAD_LETTER_QUEUE|DELAYED_RETRY_TOPIC)_.+");

    /** Names of classes that read keys of their own, which nobody else knows. */
    private static final Pattern PLUG_INS = Pattern.compile(".*(INTERCEPTOR_CLASSES|METRIC_REPORTERS|CONFIG_PROVIDERS"
            + "|SECURITY_PROVIDERS|HANDLER_CLASS|LOGIN_CLASS|ENGINE_FACTORY_CLASS|PARTITIONER_CLASS)");

    private final Set<String> names = new TreeSet<>();
    private final Set<String> spellings = new HashSet<>();

    private ChannelKeys(Stream<? extends Collection<String>> parts) {
        parts.forEach(names::addAll);
        names.forEach(name -> spellings.add(spelling(name)));
    }

    static ChannelKeys incoming() {
        return new ChannelKeys(Stream.of(OF_ANY, connector(Direction.OUTGOING), ConsumerConfig.configNames()));
    }

    static ChannelKeys outgoing() {
        return new ChannelKeys(Stream.of(OF_ANY, connector(Direction.INCOMING), ProducerConfig.configNames()));
    }

    /** Those under {@code kafka}, which count for every client. */
    static ChannelKeys shared() {
        return new ChannelKeys(Stream.of(
                List.of("tls-configuration-name"),
                ConsumerConfig.configNames(),
                ProducerConfig.configNames(),
                AdminClientConfig.configNames()));
    }

    private static List<String> connector(Direction other) {
        return Stream.of(KafkaConnector.class.getAnnotationsByType(ConnectorAttribute.class))
                .filter(attribute -> attribute.direction() != other)
                .map(ConnectorAttribute::name)
                .toList();
    }

    /** Whether a key sets something, spelled as a key or as a variable. */
    boolean has(String key) {
        String spelling = spelling(key);
        return spellings.contains(spelling) || FAMILIES.matcher(spelling).matches();
    }

    /** A clause that names the key which was probably meant; empty when none is like it. */
    String nearest(String key) {
        return Nearest.clause(Nearest.to(key, names, ChannelKeys::spelling));
    }

    /** Whether one of these names, in the spelling of variables, makes a client load a class that may have its own keys. */
    static boolean namesPlugIn(Stream<String> spellings) {
        return spellings.anyMatch(name -> PLUG_INS.matcher(name).matches());
    }

    /** The same for a key and for the environment variable that sets it. */
    static String spelling(String name) {
        return StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT);
    }
}
