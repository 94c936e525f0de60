package dev.tapedeck.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.Type;
import java.util.Comparator;
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

    /** How alike a variable and a key are when one may have been meant for the other. */
    private static final double ALIKE = 0.75;

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
        return variables.keySet().stream()
                .filter(key -> likeness(key, variable) >= ALIKE)
                .max(Comparator.comparingDouble(key -> likeness(key, variable)))
                .orElse(null);
    }

    /** From 0 to 1. The word that all have in common does not count. */
    private static double likeness(String key, String variable) {
        String one = SIGN.matcher(key.toUpperCase(Locale.ROOT)).replaceAll("_").substring(PREFIX.length());
        String other = variable.substring(PREFIX.length());
        return 2.0 * common(one, other) / (one.length() + other.length());
    }

    /** The length of the longest text that both become when characters are left out. */
    private static int common(String one, String other) {
        int[] longest = new int[other.length() + 1];
        for (int i = 0; i < one.length(); i++) {
            int diagonal = 0;
            for (int j = 1; j <= other.length(); j++) {
                int above = longest[j];
                longest[j] = one.charAt(i) == other.charAt(j - 1) ? diagonal + 1 : Math.max(above, longest[j - 1]);
                diagonal = above;
            }
        }
        return longest[other.length()];
    }
}
