package dev.tapedeck.runtime;

import java.util.Collection;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant by one that there is not. Pure. */
public final class Nearest {

    /** How alike two names are, from 0 to 1, when one may have been meant for the other. */
    private static final double ALIKE = 0.75;

    private Nearest() {}

    /**
     * The known name that is most like another one.
     *
     * @param spelling makes names comparable that are spelled in different ways
     * @return null when none is like it
     */
    public static @Nullable String to(String name, Collection<String> known, UnaryOperator<String> spelling) {
        String meant = spelling.apply(name);
        return known.stream()
                .filter(one -> likeness(spelling.apply(one), meant) >= ALIKE)
                .max(Comparator.comparingDouble(one -> likeness(spelling.apply(one), meant)))
                .orElse(null);
    }

    /** A clause that names the nearest one; empty when there is none. */
    public static String clause(@Nullable String nearest) {
        return nearest == null ? "" : "; the nearest is " + nearest;
    }

    private static double likeness(String one, String other) {
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
