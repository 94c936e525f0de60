package dev.tapedeck.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Rules from configuration. An entry is {@code <token>} for all messages of a token, or
 * {@code <token>:<field>:<value>} with the field {@code distinct_id}, {@code session_id}, {@code event_name} or
 * {@code event_uuid}, or {@code <token>:<value>}, which means {@code distinct_id}. The value may hold colons. Pure.
 */
final class StaticRestrictions {

    private StaticRestrictions() {}

    /** The rules of all kinds. */
    static List<Restriction> of(ScreenConfig.Restrictions config) {
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
    static Restriction restriction(RestrictionKind kind, String entry) {
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
            distinctIds = Set.of(rest);
        }
        return new Restriction(
                kind, Restriction.Source.CONFIGURATION, token, distinctIds, sessionIds, eventNames, eventUuids);
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
