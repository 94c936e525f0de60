package dev.tapedeck.app.configuration;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.telemetry.OperatorMessage;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.logging.Logger;

/**
 * In profile {@code posthog}, the variables of PostHog's own ingester set Tapedeck's keys. Whatever sets a key of Tapedeck itself goes
 * before them: a file, a variable, the command line.
 */
public final class PosthogEnvironment implements ConfigSourceFactory {

    static final String PROFILE = "posthog";
    static final String TAKE_OVER = "tapedeck.intake.take-over";
    static final String GROUP = "mp.messaging.incoming.recordings.group.id";

    /** Of PostHog's ingester, where no variable names another. */
    static final String POSTHOGS_GROUP = "session-recordings-blob-v2";

    private static final String NAME = "PostHog's variables";

    /** Over the program's own application.properties, 250, and below the one that an operator puts beside it, 260. */
    private static final int ORDINAL = 255;

    /** Over the environment, 300. */
    private static final int OVER_VARIABLES = 301;

    /** Kafka's clients would read these variables too, and want them in upper case. */
    private static final Map<String, String> READ_TWICE = Map.of(
            "KAFKA_SASL_MECHANISM", "kafka.sasl.mechanism",
            "KAFKA_SECURITY_PROTOCOL", "kafka.security.protocol");

    /** For {@link java.util.ServiceLoader}. */
    public PosthogEnvironment() {}

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return context.getProfiles().contains(PROFILE)
                ? sources(
                        System.getenv(),
                        Boolean.parseBoolean(context.getValue(TAKE_OVER).getValue()))
                : List.of();
    }

    /** @param takingOver whether PostHog's own group is joined, where no variable names a group */
    static List<ConfigSource> sources(Map<String, String> environment, boolean takingOver) {
        Map<String, String> keys =
                new HashMap<>(PosthogVariables.of(environment).keys());
        if (takingOver) {
            keys.putIfAbsent(GROUP, POSTHOGS_GROUP);
        }
        // A dollar would begin an expression.
        keys.replaceAll((key, value) -> value.replace("$", "\\$"));
        Map<String, String> readTwice = new HashMap<>();
        READ_TWICE.forEach((variable, key) -> {
            String value = keys.get(key);
            if (value != null && environment.containsKey(variable)) {
                readTwice.put(variable, value);
                readTwice.put(key, value);
            }
        });
        return List.of(
                new PropertiesConfigSource(keys, NAME, ORDINAL),
                new PropertiesConfigSource(readTwice, NAME, OVER_VARIABLES));
    }

    /** In profile {@code posthog}: refuses what would disturb PostHog's own ingester, and names its variables that have no effect. */
    @Singleton
    static class Start implements ConfigValidator {

        private static final Logger LOG = Logger.getLogger(PosthogEnvironment.class);

        /** Its ingester's, the one for its overflow, and those of the version before. */
        private static final Set<String> GROUPS_OF_POSTHOG = Set.of(
                POSTHOGS_GROUP,
                POSTHOGS_GROUP + "-overflow",
                "session-recordings-blob",
                "session-recordings-blob-overflow");

        private final boolean active;
        private final String group;
        private final boolean takingOver;
        private final boolean reading;
        private final PosthogVariables.Reading variables;

        Start(
                @ConfigProperty(name = GROUP) String group,
                @ConfigProperty(name = TAKE_OVER, defaultValue = "false") boolean takingOver,
                @ConfigProperty(name = "mp.messaging.incoming.recordings.enabled", defaultValue = "true")
                        boolean reading) {
            this.active = ConfigUtils.isProfileActive(PROFILE);
            this.group = group;
            this.takingOver = takingOver;
            this.reading = reading;
            this.variables = PosthogVariables.of(active ? System.getenv() : Map.of());
        }

        @Override
        public List<String> mistakes() {
            List<String> mistakes = new ArrayList<>(variables.mistakes());
            if (active && reading && !takingOver && GROUPS_OF_POSTHOG.contains(group)) {
                mistakes.add("group " + group
                        + " is PostHog's own, and would share its partitions with PostHog's ingester: set "
                        + TAKE_OVER + "=true to take its place, or another " + GROUP);
            }
            return mistakes;
        }

        void onStart(@Observes StartupEvent event) {
            if (reading && !variables.unused().isEmpty()) {
                OperatorMessage.NO_EQUAL.log(LOG, String.join(", ", variables.unused()));
            }
        }
    }
}
