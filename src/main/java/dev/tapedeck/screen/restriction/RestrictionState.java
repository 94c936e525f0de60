package dev.tapedeck.screen.restriction;

import dev.tapedeck.screen.restriction.RestrictionReading.Read;
import dev.tapedeck.screen.restriction.RestrictionReading.Unanswered;
import dev.tapedeck.screen.restriction.RestrictionReading.Unreadable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules last read, kind by kind. What cannot be read keeps the rules it had. What has never been read is not known, unless
 * unreadable rules are to be ignored. While a kind has never been answered for, no rules are in force at all. Immutable, pure.
 *
 * @param configured the rules of configuration
 * @param ignoring whether rules that cannot be read, and never were, count as none
 * @param kinds the rules of Redis, for the kinds that have been answered for
 */
record RestrictionState(List<Restriction> configured, boolean ignoring, Map<RestrictionKind, KindRules> kinds) {

    /**
     * The rules of one kind.
     *
     * @param restrictions the rules
     * @param blind for which tokens there may be others, which have never been read
     * @param readAt when they were read
     */
    record KindRules(List<Restriction> restrictions, Blind blind, Instant readAt) {

        /** Nothing has been read yet. */
        private static KindRules unread(Instant now) {
            return new KindRules(List.of(), Blind.ALL, now);
        }

        private static KindRules none(Instant now) {
            return new KindRules(List.of(), Blind.NONE, now);
        }

        /** The rules of this reading, and those from before of the tokens that it cannot be read for. */
        private KindRules with(Read read, Instant now) {
            Set<Restriction> next = new LinkedHashSet<>(read.restrictions());
            restrictions.stream()
                    .filter(rule -> read.blind().covers(rule.token()))
                    .forEach(next::add);
            return new KindRules(List.copyOf(next), read.blind().and(blind), now);
        }
    }

    RestrictionState {
        kinds = Map.copyOf(kinds);
    }

    /** The state after this reading. */
    RestrictionState after(Map<RestrictionKind, RestrictionReading> readings, Instant now) {
        Map<RestrictionKind, KindRules> next = new EnumMap<>(RestrictionKind.class);
        next.putAll(kinds);
        KindRules unread = ignoring ? KindRules.none(now) : KindRules.unread(now);
        readings.forEach((kind, reading) -> {
            switch (reading) {
                case Read read ->
                    next.put(kind, kinds.getOrDefault(kind, unread).with(read, now));
                case Unreadable _ -> next.putIfAbsent(kind, unread);
                case Unanswered _ -> {}
            }
        });
        return new RestrictionState(configured, ignoring, next);
    }

    /** The rules in force; null while a kind has never been answered for. */
    @Nullable RestrictionSet inForce() {
        return kinds.size() < RestrictionKind.values().length ? null : new RestrictionSet(all(), blind());
    }

    /** The kinds of which not all is known, each with the tokens that this concerns. */
    Map<RestrictionKind, Blind> blind() {
        Map<RestrictionKind, Blind> blind = new EnumMap<>(RestrictionKind.class);
        kinds.forEach((kind, rules) -> {
            if (!rules.blind().equals(Blind.NONE)) {
                blind.put(kind, rules.blind());
            }
        });
        return blind;
    }

    /** All rules, of configuration and of Redis. */
    List<Restriction> all() {
        List<Restriction> all = new ArrayList<>(configured);
        kinds.values().forEach(rules -> all.addAll(rules.restrictions()));
        return all;
    }

    /** When the kind that was read longest ago was read; null while one never was. */
    @Nullable Instant readAt() {
        boolean unread = kinds.size() < RestrictionKind.values().length
                || kinds.values().stream().anyMatch(rules -> rules.blind().all());
        return unread
                ? null
                : kinds.values().stream()
                        .map(KindRules::readAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
    }
}
