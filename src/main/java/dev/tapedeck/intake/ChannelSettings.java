package dev.tapedeck.intake;

import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.config.Config;

/** What configuration says about channels, read as the connector reads it: the channel's own keys before {@code kafka.*}. */
@Singleton
public class ChannelSettings {

    private static final String ALL = "kafka.";

    private final Config config;

    ChannelSettings(Config config) {
        this.config = config;
    }

    /** The topics of a channel: its {@code topic}, its {@code topics}, or its own name; none when it reads a pattern. */
    public List<String> topics(TopicNeed need) {
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
    public boolean enabled(TopicNeed need) {
        return config.getOptionalValue(prefix(need) + "enabled", Boolean.class).orElse(true);
    }

    /** The key that names the channel's topic. */
    String topicKey(TopicNeed need) {
        return prefix(need) + "topic";
    }

    /** What an administrator's client needs to reach the channel's broker: addresses, TLS, SASL. */
    Map<String, Object> connection(TopicNeed need) {
        Map<String, Object> settings = new HashMap<>();
        for (String key : AdminClientConfig.configNames()) {
            config.getOptionalValue(prefix(need) + key, String.class)
                    .or(() -> config.getOptionalValue(ALL + key, String.class))
                    .ifPresent(value -> settings.put(key, value));
        }
        return settings;
    }

    private static String prefix(TopicNeed need) {
        return "mp.messaging." + need.direction().name().toLowerCase(Locale.ROOT) + '.' + need.channel() + '.';
    }
}
