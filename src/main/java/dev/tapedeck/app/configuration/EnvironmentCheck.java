package dev.tapedeck.app.configuration;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.runtime.Nearest;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.EnvConfigSource;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether each variable of the environment sets an existing key, and whether the first word of a key is misspelt in any source. SmallRye
 * ignores what sets no key.
 */
@Singleton
class EnvironmentCheck implements ConfigValidator {

    /** A variable of the service, perhaps for one profile: {@code _POSTHOG_TAPEDECK_SESSION_CODEC}. */
    private static final Pattern VARIABLE = Pattern.compile("(?:_\\w+?_)?(TAPEDECK_\\w+)");

    /** The local stack's own, and those that Kubernetes makes for a service whose name begins like this one's. */
    private static final Pattern OF_OTHERS = Pattern.compile("TAPEDECK_LIBCHDB"
            + "|TAPEDECK(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_[0-9]+_[A-Z]+(_[A-Z]+)?)?)");

    /** The first word and the rest, perhaps for one profile. */
    private static final Pattern WORDS = Pattern.compile("(?:%\\w+\\.)?([A-Za-z]+)[._](.+)");

    private static final String PREFIX = "tapedeck";

    private static final Pattern SIGN = Pattern.compile("[^A-Z0-9]");

    /** An index in a key, a map's key, or a sign that variables do not have. */
    private static final Pattern KEY_SIGN = Pattern.compile("\\[\\*]|\\*|[^A-Z0-9]");

    private final Config config;

    /** The keys under {@code tapedeck}, each with the variables of the environment that set it. */
    private final Map<String, Pattern> keys = new TreeMap<>();

    /** Every mapping of keys is a bean. */
    @Inject
    EnvironmentCheck(Config config, BeanManager beans) {
        this(
                config,
                beans.getBeans(Object.class, Any.Literal.INSTANCE).stream().flatMap(bean -> bean.getTypes().stream()));
    }

    /** @param types the mappings of keys; other types, and mappings of other keys than ours, do not count */
    EnvironmentCheck(Config config, Stream<? extends Type> types) {
        this.config = config;
        types.forEach(type -> {
            if (type instanceof Class<?> mapping && isOurs(mapping.getAnnotation(ConfigMapping.class))) {
                for (String key :
                        ConfigClass.configClass(mapping).getProperties().keySet()) {
                    keys.put(key, spelling(key));
                }
            }
        });
    }

    @Override
    public List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (source instanceof EnvConfigSource environment) {
                // Its property names are variables and what they may stand for.
                for (String name : new TreeSet<>(environment.getProperties().keySet())) {
                    check(name, mistakes);
                    checkFirstWord("the variable " + name, name, mistakes);
                }
            } else {
                new TreeSet<>(source.getPropertyNames()).forEach(name -> checkFirstWord(name, name, mistakes));
            }
        }
        return mistakes;
    }

    /** SmallRye takes a variable in lower case, and with the key's own dots, as well. */
    private void check(String name, List<String> mistakes) {
        Matcher matcher =
                VARIABLE.matcher(SIGN.matcher(name.toUpperCase(Locale.ROOT)).replaceAll("_"));
        if (!matcher.matches()) {
            return;
        }
        String variable = matcher.group(1);
        if (keys.values().stream().noneMatch(key -> key.matcher(variable).matches())
                && !OF_OTHERS.matcher(variable).matches()) {
            mistakes.add("the variable " + name + " sets no key that there is" + Nearest.clause(nearest(variable)));
        }
    }

    /** Only where the rest is like a key: others may have a name that is like this one. */
    private void checkFirstWord(String shown, String name, List<String> mistakes) {
        Matcher words = WORDS.matcher(name);
        if (words.matches()
                && !words.group(1).equalsIgnoreCase(PREFIX)
                && Nearest.to(words.group(1), List.of(PREFIX), word -> word.toLowerCase(Locale.ROOT)) != null) {
            String rest = SIGN.matcher(words.group(2).toUpperCase(Locale.ROOT)).replaceAll("_");
            String meant = nearest("TAPEDECK_" + rest);
            if (meant != null) {
                mistakes.add(shown + " sets no key that there is" + Nearest.clause(meant));
            }
        }
    }

    private static boolean isOurs(@Nullable ConfigMapping mapping) {
        return mapping != null
                && (mapping.prefix().equals(PREFIX) || mapping.prefix().startsWith(PREFIX + '.'));
    }

    private static Pattern spelling(String key) {
        return Pattern.compile(KEY_SIGN.matcher(key.toUpperCase(Locale.ROOT)).replaceAll(sign -> switch (sign.group()) {
            case "[*]" -> "_[0-9]+_";
            case "*" -> ".+";
            default -> "_";
        }));
    }

    /** The key that is most like a variable that sets none; null if none is like it. */
    private @Nullable String nearest(String variable) {
        // The word that all keys begin with does not count.
        return Nearest.to(
                variable,
                keys.keySet(),
                name -> KEY_SIGN.matcher(name.toUpperCase(Locale.ROOT))
                        .replaceAll("_")
                        .substring(PREFIX.length()));
    }
}
