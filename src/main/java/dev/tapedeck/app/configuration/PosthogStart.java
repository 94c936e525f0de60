package dev.tapedeck.app.configuration;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.telemetry.OperatorMessage;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** In profile {@code posthog}: refuses what would disturb PostHog's own ingester, and names its variables that have no effect. */
@Singleton
class PosthogStart implements ConfigValidator {

    private static final Logger LOG = Logger.getLogger(PosthogStart.class);

    /** Its ingester's, the one for its overflow, and those of the version before. */
    private static final Set<String> GROUPS_OF_POSTHOG = Set.of(
            PosthogEnvironment.POSTHOGS_GROUP,
            PosthogEnvironment.POSTHOGS_GROUP + "-overflow",
            "session-recordings-blob",
            "session-recordings-blob-overflow");

    private final boolean active;
    private final String group;
    private final boolean takingOver;
    private final boolean reading;
    private final PosthogVariables.Reading variables;

    PosthogStart(
            @ConfigProperty(name = PosthogEnvironment.GROUP) String group,
            @ConfigProperty(name = PosthogEnvironment.TAKE_OVER, defaultValue = "false") boolean takingOver,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.enabled", defaultValue = "true") boolean reading) {
        this.active = ConfigUtils.isProfileActive(PosthogEnvironment.PROFILE);
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
                    + PosthogEnvironment.TAKE_OVER + "=true to take its place, or another " + PosthogEnvironment.GROUP);
        }
        return mistakes;
    }

    void onStart(@Observes StartupEvent event) {
        if (reading && !variables.unused().isEmpty()) {
            OperatorMessage.NO_EQUAL.log(LOG, String.join(", ", variables.unused()));
        }
    }
}
