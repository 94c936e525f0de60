package dev.tapedeck.screen.restriction;

import dev.tapedeck.screen.ScreenConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules from configuration. An entry is {@code <token>} for all messages of a token, or {@code <token>:<field>:<value>} with the
 * field {@code distinct_id}, {@code session_id}, {@code event_name} or {@code event_uuid}, or {@code <token>:<value>}, which means
 * {@code distinct_id}. The value may hold colons. Pure.
 */
public final class StaticRestrictions {

    private static final List<String> FIELDS = List.of("distinct_id", "session_id", "event_name", "event_uuid");

    /** What stands before a colon, were it a field; or nothing but it. */
    private static final Pattern WORD = Pattern.compile("^\\s*([A-Za-z][A-Za-z_ -]*?)\\s*(?::|$)");

    private static final int MISSPELT = 2;

    private StaticRestrictions() {}

    /** The rules of all kinds. */
    public static List<Restriction> of(ScreenConfig.Restrictions config) {
        List<Restriction> all = new ArrayList<>();
        config.drop().ifPresent(entries -> add(all, RestrictionKind.DROP, entries));
        config.deadLetter().ifPresent(entries -> add(all, RestrictionKind.DEAD_LETTER, entries));
        config.overflow().ifPresent(entries -> add(all, RestrictionKind.OVERFLOW, entries));
        return List.copyOf(all);
    }

    private static void add(List<Restriction> all, RestrictionKind kind, List<String> entries) {
        entries.forEach(entry -> all.add(restriction(kind, entry)));
    }

    /**
     * The rule that an entry stands for.
     *
     * @throws IllegalArgumentException when a part of the entry is empty
     */
    public static Restriction restriction(RestrictionKind kind, String entry) {
        String[] parts = entry.trim().split(":", 2);
        String token = parts[0];
        String rest = parts.length == 1 ? "" : parts[1];
        if (token.isEmpty() || (parts.length > 1 && rest.isEmpty())) {
            throw new IllegalArgumentException("not <token>, <token>:<value> or <token>:<field>:<value>: " + entry);
        }
        Set<String> distinctIds = values("distinct_id", rest);
        Set<String> sessionIds = values("session_id", rest);
        Set<String> eventNames = values("event_name", rest);
        Set<String> eventUuids = values("event_uuid", rest);
        boolean fieldless =
                distinctIds.isEmpty() && sessionIds.isEmpty() && eventNames.isEmpty() && eventUuids.isEmpty();
        if (fieldless && !rest.isEmpty()) {
            refuseMisspelt(rest, entry);
            distinctIds = Set.of(rest);
        }
        return new Restriction(
                kind, Restriction.Source.CONFIGURATION, token, distinctIds, sessionIds, eventNames, eventUuids);
    }

    /** A field that is misspelt would make a distinct id that nobody has, and the rule would cover nothing. */
    private static void refuseMisspelt(String rest, String entry) {
        Matcher word = WORD.matcher(rest);
        if (!word.find()) {
            return;
        }
        String squeezed = squeezed(word.group(1));
        for (String field : FIELDS) {
            if (distance(squeezed, squeezed(field)) <= MISSPELT) {
                throw new IllegalArgumentException("is " + word.group(1) + " in '" + entry + "' meant to be " + field
                        + "? A distinct id that begins so is written after distinct_id:");
            }
        }
    }

    private static String squeezed(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }

    /** How many letters have to be changed, put in or left out (Levenshtein). */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        Arrays.setAll(above, j -> j);
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }

    private static Set<String> values(String field, String rest) {
        String prefix = field + ":";
        if (!rest.startsWith(prefix)) {
            return Set.of();
        }
        if (rest.length() == prefix.length()) {
            throw new IllegalArgumentException("no value after " + prefix);
        }
        return Set.of(rest.substring(prefix.length()));
    }
}
