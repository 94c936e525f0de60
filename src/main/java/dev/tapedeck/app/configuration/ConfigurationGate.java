package dev.tapedeck.app.configuration;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.runtime.Nearest;
import dev.tapedeck.telemetry.OperatorMessage;
import io.quarkus.arc.All;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Refuses the start with invalid configuration. Every mistake is one line that names the key. */
@Singleton
class ConfigurationGate {

    private static final int BEFORE_CHANNELS = Interceptor.Priority.LIBRARY_BEFORE - 100;
    private static final Set<String> PROFILES = new TreeSet<>(Set.of("dev", "test", "prod", "posthog"));
    private static final Pattern OF_PROFILE = Pattern.compile("^%([^.]+)\\.(tapedeck|quarkus|kafka|mp)\\..+");

    private final List<ConfigValidator> checks;
    private final Config config;

    ConfigurationGate(@All List<ConfigValidator> checks, Config config) {
        this.checks = checks;
        this.config = config;
    }

    /** @throws ConfigurationException naming all mistakes; it is printed without a stack trace, and the exit code is 1 */
    void onStart(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        List<String> mistakes = new ArrayList<>(unknownProfiles());
        mistakes.addAll(keysOfUnknownProfiles());
        checks.forEach(check -> mistakes.addAll(check.mistakes()));
        if (!mistakes.isEmpty()) {
            throw new ConfigurationException(mistakes.stream()
                    .map(OperatorMessage.START_REFUSED::text)
                    .collect(Collectors.joining(System.lineSeparator())));
        }
    }

    /** A profile that is misspelt would switch nothing on, and nobody would know. */
    private static List<String> unknownProfiles() {
        return ConfigUtils.getProfiles().stream()
                .filter(profile -> !PROFILES.contains(profile))
                .map(profile -> "quarkus.profile names " + profile + ", which is no profile; there are "
                        + String.join(", ", PROFILES) + nearest(profile))
                .toList();
    }

    /** So would a key of a profile that is misspelt. */
    private List<String> keysOfUnknownProfiles() {
        List<String> mistakes = new ArrayList<>();
        for (String name : config.getPropertyNames()) {
            Matcher key = OF_PROFILE.matcher(name);
            if (key.matches()) {
                for (String profile : key.group(1).split(",")) {
                    if (!PROFILES.contains(profile)) {
                        mistakes.add(name + " is for a profile that is not known; known are "
                                + String.join(", ", PROFILES) + nearest(profile));
                    }
                }
            }
        }
        return mistakes;
    }

    private static String nearest(String profile) {
        return Nearest.clause(Nearest.to(profile, PROFILES, name -> name.toLowerCase(Locale.ROOT)));
    }

    /** Owns all keys under {@code tapedeck}, so that one which no stage knows is a mistake and refuses the start. */
    @ConfigMapping(prefix = "tapedeck")
    @Unremovable
    interface TapedeckConfig {}
}
