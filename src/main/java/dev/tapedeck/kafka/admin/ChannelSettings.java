package dev.tapedeck.kafka.admin;

import io.smallrye.config.EnvConfigSource;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** What configuration says about channels, as the connector reads it: the channel's own key, else the one under {@code kafka.*}. */
@Singleton
public class ChannelSettings {

    private static final String ALL = "kafka.";
    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final String INCOMING = "mp.messaging.incoming.";
    private static final Pattern CHANNEL = Pattern.compile("^mp\\.messaging\\.(incoming|outgoing)\\.[^.]+");

    private static final String CONNECTOR = ".connector";

    private final Config config;

    public ChannelSettings(Config config) {
        this.config = config;
    }

    /** Makes what asks the cluster of the recordings. */
    @Produces
    @Singleton
    TopicAdmin cluster() {
        return new TopicAdmin(() -> connection(TopicRequirement.RECORDINGS));
    }

    void close(@Disposes TopicAdmin cluster) {
        cluster.close();
    }

    /** Returns a channel's {@code topics}, its {@code topic}, or its own name; nothing when the channel reads a pattern. */
    public List<String> topics(TopicRequirement need) {
        String prefix = prefix(need);
        if (config.getOptionalValue(prefix + "pattern", Boolean.class).orElse(false)) {
            return List.of();
        }
        return config.getOptionalValue(prefix + "topics", String.class)
                .or(() -> config.getOptionalValue(prefix + "topic", String.class))
                .map(names -> Arrays.stream(names.split(",")).map(String::strip).toList())
                .orElse(List.of(need.channel()));
    }

    /** Whether the channel is on. */
    public boolean enabled(TopicRequirement need) {
        return config.getOptionalValue(prefix(need) + "enabled", Boolean.class).orElse(true);
    }

    /** The key that names the channel's topic. */
    String topicKey(TopicRequirement need) {
        return prefix(need) + "topic";
    }

    /** Returns what an administrator's client needs to reach the channel's broker: addresses, TLS, SASL. */
    public Map<String, Object> connection(TopicRequirement need) {
        return client(prefix(need), AdminClientConfig.configNames());
    }

    /**
     * Returns the settings of a client that goes by a channel.
     *
     * @param prefix begins the channel's keys, with the last dot
     * @param keys what the client may be told
     */
    public Map<String, Object> client(String prefix, Set<String> keys) {
        return settings(prefix, keys, namesInUse());
    }

    /** Returns a sentence for each channel that Kafka's clients refuse, and for each key that no channel has. */
    public List<String> mistakes() {
        Set<String> inUse = namesInUse();
        Map<String, Set<String>> named = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            Matcher channel = CHANNEL.matcher(name);
            if (channel.find()) {
                named.computeIfAbsent(channel.group(), first -> new TreeSet<>()).add(name);
            }
        }
        Set<String> channels = new TreeSet<>(named.keySet());
        channels.removeIf(channel ->
                config.getOptionalValue(channel + CONNECTOR, String.class).isEmpty());
        Set<String> mistakes = new LinkedHashSet<>();
        named.forEach((channel, names) -> {
            if (channels.contains(channel)) {
                refusal(channel, inUse).ifPresent(mistakes::add);
                mistakes.addAll(unknown(channel, names, inUse));
            } else {
                names.forEach(name -> mistakes.add(strayed(name, channels).orElse("there is no channel " + channel)));
            }
        });
        mistakes.addAll(unknownOfAll(inUse));
        return List.copyOf(mistakes);
    }

    /** Neither SmallRye nor Kafka's clients refuse a key that they do not know. */
    private List<String> unknown(String channel, Set<String> names, Set<String> inUse) {
        if (ChannelKeys.namesPlugIn(inUse.stream()
                .filter(name -> name.startsWith(ChannelKeys.spelling(channel + '.'))
                        || name.startsWith(ChannelKeys.spelling(ALL))))) {
            return List.of();
        }
        ChannelKeys keys = channel.startsWith(INCOMING) ? ChannelKeys.incoming() : ChannelKeys.outgoing();
        return names.stream()
                .filter(name -> name.length() > channel.length() + 1)
                .filter(name -> !keys.has(name.substring(channel.length() + 1)))
                .map(name -> shown(name) + " sets nothing" + keys.nearest(name.substring(channel.length() + 1)))
                .toList();
    }

    /** Of variables that begin with {@code KAFKA} most are somebody else's. */
    private List<String> unknownOfAll(Set<String> inUse) {
        if (ChannelKeys.namesPlugIn(inUse.stream().filter(name -> name.startsWith(ChannelKeys.spelling(ALL))))) {
            return List.of();
        }
        ChannelKeys keys = ChannelKeys.shared();
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(ALL) && !isVariable(name) && !keys.has(name.substring(ALL.length())))
                .sorted()
                .map(name -> name + " sets nothing" + keys.nearest(name.substring(ALL.length())))
                .toList();
    }

    private String shown(String name) {
        return isVariable(name) ? "the variable " + ChannelKeys.spelling(name) : name;
    }

    private boolean isVariable(String name) {
        String source = config.getConfigValue(name).getSourceName();
        return source != null && source.startsWith(EnvConfigSource.NAME);
    }

    /** A variable has no dash, so SmallRye reads it as the key of another channel, unless it knows the key from elsewhere. */
    private Optional<String> strayed(String name, Set<String> channels) {
        if (!isVariable(name)) {
            return Optional.empty();
        }
        String variable = ChannelKeys.spelling(name);
        return channels.stream()
                .filter(channel -> variable.startsWith(ChannelKeys.spelling(channel) + '_'))
                .findFirst()
                .map(channel -> "the variable " + variable + " would be a key of " + channel
                        + " that application.properties does not have: set it with -D or in a file, spelled with its"
                        + " dots and dashes");
    }

    private Optional<String> refusal(String channel, Set<String> inUse) {
        boolean incoming = channel.startsWith(INCOMING);
        Set<String> keys = incoming ? ConsumerConfig.configNames() : ProducerConfig.configNames();
        Map<String, Object> settings = settings(channel + '.', keys, inUse);
        settings.putIfAbsent(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        try {
            return incoming
                    ? Optional.ofNullable(mistake(channel, new ConsumerConfig(settings)))
                    : Optional.ofNullable(mistake(channel, new ProducerConfig(settings)));
        } catch (ConfigException e) {
            return Optional.of(channel + ": " + e.getMessage());
        }
    }

    private Map<String, Object> settings(String prefix, Set<String> keys, Set<String> inUse) {
        Map<String, Object> settings = new HashMap<>();
        for (String key : keys) {
            value(prefix + key, inUse).or(() -> value(ALL + key, inUse)).ifPresent(value -> settings.put(key, value));
        }
        return settings;
    }

    private Optional<String> value(String name, Set<String> inUse) {
        return inUse.contains(ChannelKeys.spelling(name))
                ? config.getOptionalValue(name, String.class)
                : Optional.empty();
    }

    /** Clients have hundreds of keys. Looking up every key that is not set would take a sixth of the start. */
    private Set<String> namesInUse() {
        Set<String> names = new HashSet<>();
        config.getPropertyNames().forEach(name -> names.add(ChannelKeys.spelling(name)));
        return names;
    }

    private static @Nullable String mistake(String channel, AbstractConfig accepted) {
        return accepted.getList(BOOTSTRAP).isEmpty() ? channel + '.' + BOOTSTRAP + " names no broker" : null;
    }

    private static String prefix(TopicRequirement need) {
        return "mp.messaging." + need.direction().name().toLowerCase(Locale.ROOT) + '.' + need.channel() + '.';
    }
}
