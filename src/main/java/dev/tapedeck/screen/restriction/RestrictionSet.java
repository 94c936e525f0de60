package dev.tapedeck.screen.restriction;

import dev.tapedeck.screen.SnapshotHeaders;
import dev.tapedeck.screen.restriction.RestrictionParser.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force: those of configuration, and those last read from Redis, kind by kind. A kind that cannot be read keeps the rules
 * it had. If it has never been read, its rules are not known, unless unreadable rules are to be ignored. Immutable, pure.
 */
public final class RestrictionSet {

    /**
     * What the rules say of a message.
     *
     * @param kind the kind of highest precedence that concerns the message
     * @param known whether a rule of that kind covers the message; otherwise a rule may cover it that cannot be read
     */
    public record Match(RestrictionKind kind, boolean known) {}

    /**
     * The tokens for which the rules of one kind cannot be read.
     *
     * @param all whether that is so for every token
     * @param tokens the tokens, if it is not so for all
     */
    record UnreadTokens(boolean all, Set<String> tokens) {

        static final UnreadTokens NONE = new UnreadTokens(false, Set.of());
        static final UnreadTokens ALL = new UnreadTokens(true, Set.of());

        UnreadTokens {
            tokens = Set.copyOf(tokens);
        }

        boolean covers(String token) {
            return all || tokens.contains(token);
        }

        /** The tokens that are in both. */
        private UnreadTokens and(UnreadTokens other) {
            if (all) {
                return other;
            }
            Set<String> both = new HashSet<>(tokens);
            both.removeIf(token -> !other.covers(token));
            return new UnreadTokens(false, both);
        }

        /** For people. */
        @Override
        public String toString() {
            return all ? "all tokens" : String.join(" ", new TreeSet<>(tokens));
        }
    }

    /**
     * The rules of Redis of one kind.
     *
     * @param rules the rules
     * @param unread the tokens for which there may be other rules, which have never been read
     * @param readAt when the rules were read
     */
    private record KindRules(List<Restriction> rules, UnreadTokens unread, Instant readAt) {

        /** The rules of this reading, and the earlier rules of the tokens for which the rules cannot be read. */
        private KindRules with(Reading.Read read, Instant now) {
            Set<Restriction> next = new LinkedHashSet<>(read.restrictions());
            rules.stream().filter(rule -> read.unread().covers(rule.token())).forEach(next::add);
            return new KindRules(List.copyOf(next), read.unread().and(unread), now);
        }
    }

    private final List<Restriction> configured;
    private final boolean ignoring;
    private final Map<RestrictionKind, KindRules> kinds;
    private final List<Restriction> all;
    private final Map<String, List<Restriction>> byToken;

    /**
     * The rules of configuration, while nothing has been read from Redis.
     *
     * @param ignoring whether a kind that cannot be read, and never was, counts as having no rules
     */
    RestrictionSet(List<Restriction> configured, boolean ignoring) {
        this(configured, ignoring, new EnumMap<>(RestrictionKind.class));
    }

    private RestrictionSet(List<Restriction> configured, boolean ignoring, Map<RestrictionKind, KindRules> kinds) {
        this.configured = configured;
        this.ignoring = ignoring;
        this.kinds = kinds;
        List<Restriction> rules = new ArrayList<>(configured);
        kinds.values().forEach(kind -> rules.addAll(kind.rules()));
        this.all = Collections.unmodifiableList(rules);
        this.byToken = all.stream().collect(Collectors.groupingBy(Restriction::token));
    }

    /** The rules once these readings are taken over. */
    RestrictionSet after(Map<RestrictionKind, Reading> readings, Instant now) {
        Map<RestrictionKind, KindRules> next = new EnumMap<>(RestrictionKind.class);
        next.putAll(kinds);
        KindRules never = new KindRules(List.of(), ignoring ? UnreadTokens.NONE : UnreadTokens.ALL, now);
        readings.forEach((kind, reading) -> {
            switch (reading) {
                case Reading.Read read ->
                    next.put(kind, kinds.getOrDefault(kind, never).with(read, now));
                case Reading.Unreadable _ -> next.putIfAbsent(kind, never);
                case Reading.Unanswered _ -> {}
            }
        });
        return new RestrictionSet(configured, ignoring, next);
    }

    /** Whether Redis has answered for every kind since the start. Until then no rules are in force at all. */
    boolean isComplete() {
        return kinds.size() == RestrictionKind.values().length;
    }

    /**
     * Looks for the first of these kinds that covers this message, or that may cover it.
     *
     * @param wanted the kinds that count, in order of precedence
     * @return null when no rule covers the message, and none can
     */
    @Nullable public Match match(SnapshotHeaders headers, Set<RestrictionKind> wanted) {
        String token = headers.token();
        if (token == null) {
            return null;
        }
        List<Restriction> ofToken = byToken.getOrDefault(token, List.of());
        for (RestrictionKind kind : wanted) {
            for (Restriction restriction : ofToken) {
                if (restriction.kind() == kind && restriction.covers(headers)) {
                    return new Match(kind, true);
                }
            }
            KindRules read = kinds.get(kind);
            if (read != null && read.unread().covers(token)) {
                return new Match(kind, false);
            }
        }
        return null;
    }

    /** All rules, in no particular order. */
    List<Restriction> all() {
        return all;
    }

    /** The Redis keys of the kinds of which not all is known, each with the tokens that this concerns. */
    List<String> unread() {
        List<String> unread = new ArrayList<>();
        kinds.forEach((kind, rules) -> {
            if (!rules.unread().equals(UnreadTokens.NONE)) {
                unread.add(kind.redisKey() + ": " + rules.unread());
            }
        });
        return unread;
    }

    /** When the kind was read that was read longest ago; null while one has never been read. */
    @Nullable Instant readAt() {
        return isComplete()
                        && kinds.values().stream()
                                .noneMatch(rules -> rules.unread().all())
                ? kinds.values().stream()
                        .map(KindRules::readAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null)
                : null;
    }
}
