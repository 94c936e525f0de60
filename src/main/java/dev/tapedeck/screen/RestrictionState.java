package dev.tapedeck.screen;

import dev.tapedeck.screen.RestrictionReading.Read;
import dev.tapedeck.screen.RestrictionReading.Unanswered;
import dev.tapedeck.screen.RestrictionReading.Unreadable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules last read, kind by kind. A kind that cannot be read keeps what it had; while a kind has never been answered for,
 * no rules are in force at all. Immutable, pure.
 *
 * @param configured the rules of configuration
 * @param kinds the rules of Redis, for the kinds that have been answered for
 */
record RestrictionState(List<Restriction> configured, Map<RestrictionKind, KindRules> kinds) {

    /**
     * The rules of one kind.
     *
     * @param restrictions the rules
     * @param readAt when they were read
     */
    record KindRules(List<Restriction> restrictions, Instant readAt) {}

    RestrictionState {
        kinds = Map.copyOf(kinds);
    }

    /** The state after this reading. */
    RestrictionState after(Map<RestrictionKind, RestrictionReading> readings, Instant now) {
        Map<RestrictionKind, KindRules> next = new EnumMap<>(RestrictionKind.class);
        next.putAll(kinds);
        readings.forEach((kind, reading) -> {
            switch (reading) {
                case Read read -> next.put(kind, new KindRules(read.restrictions(), now));
                case Unreadable _ -> next.putIfAbsent(kind, new KindRules(List.of(), now));
                case Unanswered _ -> {}
            }
        });
        return new RestrictionState(configured, next);
    }

    /** The rules in force; null while a kind has never been answered for. */
    @Nullable RestrictionSet inForce() {
        return kinds.size() < RestrictionKind.values().length ? null : new RestrictionSet(all());
    }

    /** All rules, of configuration and of Redis. */
    List<Restriction> all() {
        List<Restriction> all = new ArrayList<>(configured);
        kinds.values().forEach(rules -> all.addAll(rules.restrictions()));
        return all;
    }

    /** When the kind that was read longest ago was read; null while one never was. */
    @Nullable Instant readAt() {
        if (kinds.size() < RestrictionKind.values().length) {
            return null;
        }
        return kinds.values().stream()
                .map(KindRules::readAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
