package dev.tapedeck.app.configuration;

import dev.tapedeck.runtime.Nearest;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys under {@code tapedeck} that there are, each with the variables of the environment that set it. */
@Singleton
class MappedKeys {

    private static final String PREFIX = "tapedeck";

    /** An index, a map's key, or a sign that variables do not have. */
    private static final Pattern SIGN = Pattern.compile("\\[\\*]|\\*|[^A-Z0-9]");

    private final Map<String, Pattern> variables = new TreeMap<>();

    /** Every mapping is a bean. */
    @Inject
    MappedKeys(BeanManager beans) {
        this(beans.getBeans(Object.class, Any.Literal.INSTANCE).stream().flatMap(bean -> bean.getTypes().stream()));
    }

    /** @param types those that are no mapping of {@code tapedeck} do not count */
    MappedKeys(Stream<? extends Type> types) {
        types.forEach(type -> {
            if (type instanceof Class<?> mapping && isOurs(mapping.getAnnotation(ConfigMapping.class))) {
                for (String key :
                        ConfigClass.configClass(mapping).getProperties().keySet()) {
                    variables.put(key, Pattern.compile(spelling(key)));
                }
            }
        });
    }

    private static boolean isOurs(@Nullable ConfigMapping mapping) {
        return mapping != null
                && (mapping.prefix().equals(PREFIX) || mapping.prefix().startsWith(PREFIX + '.'));
    }

    private static String spelling(String key) {
        return SIGN.matcher(key.toUpperCase(Locale.ROOT)).replaceAll(sign -> switch (sign.group()) {
            case "[*]" -> "_[0-9]+_";
            case "*" -> ".+";
            default -> "_";
        });
    }

    /** Whether a variable, in upper case and without a profile, sets a key. */
    boolean setBy(String variable) {
        return variables.values().stream()
                .anyMatch(pattern -> pattern.matcher(variable).matches());
    }

    /** The key that is most like a variable that sets none; null if none is like it. */
    @Nullable String nearest(String variable) {
        // The word that all have in common does not count.
        return Nearest.to(
                variable,
                variables.keySet(),
                name -> SIGN.matcher(name.toUpperCase(Locale.ROOT))
                        .replaceAll("_")
                        .substring(PREFIX.length()));
    }
}
