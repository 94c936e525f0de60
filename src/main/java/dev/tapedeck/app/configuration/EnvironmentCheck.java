package dev.tapedeck.app.configuration;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.runtime.Nearest;
import io.smallrye.config.EnvConfigSource;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Whether each variable of the environment sets a key that there is, and whether the first word of a key is misspelt wherever it comes
 * from. What sets no key, SmallRye passes over in silence.
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

    private static final List<String> FIRST_WORD = List.of("tapedeck");

    private static final Pattern SIGN = Pattern.compile("[^A-Z0-9]");

    private final Config config;
    private final MappedKeys keys;

    EnvironmentCheck(Config config, MappedKeys keys) {
        this.config = config;
        this.keys = keys;
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
        if (!keys.setBy(variable) && !OF_OTHERS.matcher(variable).matches()) {
            mistakes.add(
                    "the variable " + name + " sets no key that there is" + Nearest.clause(keys.nearest(variable)));
        }
    }

    /** Only where the rest is like a key: others may have a name that is like this one. */
    private void checkFirstWord(String shown, String name, List<String> mistakes) {
        Matcher words = WORDS.matcher(name);
        if (words.matches()
                && !FIRST_WORD.contains(words.group(1).toLowerCase(Locale.ROOT))
                && Nearest.to(words.group(1), FIRST_WORD, word -> word.toLowerCase(Locale.ROOT)) != null) {
            String rest = SIGN.matcher(words.group(2).toUpperCase(Locale.ROOT)).replaceAll("_");
            String meant = keys.nearest("TAPEDECK_" + rest);
            if (meant != null) {
                mistakes.add(shown + " sets no key that there is" + Nearest.clause(meant));
            }
        }
    }
}
