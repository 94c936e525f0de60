package dev.tapedeck.app.configuration;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.runtime.Nearest;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.common.utils.StringUtil;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** Whether Quarkus knows each key under {@code quarkus}. Quarkus itself would warn of some, ignore others, and start. */
@Singleton
@RegisterForReflection(classNames = QuarkusKeys.GENERATED, methods = false)
class QuarkusKeys implements ConfigValidator {

    /** What the build generates for Quarkus: it collects the names that belong to no key while it reads the configuration. */
    static final String GENERATED = "io.quarkus.runtime.generated.Config";

    private static final String PREFIX = "quarkus.";

    /** For the tools and the build of Quarkus, and what Kubernetes makes for a service whose name begins with that word. */
    private static final Pattern OF_OTHERS =
            Pattern.compile("QUARKUS_(HOME|(CLI|ANALYTICS|LAUNCH|DEV|PLATFORM|NATIVE|CONTAINER_IMAGE|JIB|DOCKER)_\\w+)"
                    + "|QUARKUS(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_[0-9]+_[A-Z]+(_[A-Z]+)?)");

    private final Config config;
    private final Set<String> unknown;

    @Inject
    QuarkusKeys(Config config) {
        this(config, collected());
    }

    /** @param unknown the names in use that belong to no key, with dots where variables have underscores */
    QuarkusKeys(Config config, Set<String> unknown) {
        this.config = config;
        this.unknown = unknown;
    }

    private static Set<String> collected() {
        Set<String> names = new TreeSet<>();
        // Dev mode and tests set keys for themselves.
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return names;
        }
        try {
            Field field = Class.forName(GENERATED).getDeclaredField("unknownRuntime");
            field.setAccessible(true);
            for (Object name : (Set<?>) field.get(null)) {
                names.add(name.toString());
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Another version of Quarkus: ConfigurationGateIT says so. It is no reason to refuse a start.
            return Set.of();
        }
        return names;
    }

    @Override
    public List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        for (String name : unknown) {
            if (name.startsWith(PREFIX)) {
                String variable = spelling(name);
                if (!isVariable(name)) {
                    mistakes.add(name + " is no key that there is" + nearest(name));
                } else if (!OF_OTHERS.matcher(variable).matches()) {
                    mistakes.add("the variable " + variable + " sets no key that there is" + nearest(name));
                }
            }
        }
        return mistakes;
    }

    private boolean isVariable(String name) {
        String source = config.getConfigValue(name).getSourceName();
        return source != null && source.startsWith(EnvConfigSource.NAME);
    }

    private String nearest(String name) {
        List<String> known = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(key -> key.startsWith(PREFIX) && !unknown.contains(key))
                .sorted()
                .toList();
        return Nearest.clause(Nearest.to(name, known, key -> spelling(key).substring(PREFIX.length())));
    }

    private static String spelling(String name) {
        return StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT);
    }
}
