package dev.tapedeck.screen.restriction;

import dev.tapedeck.screen.SnapshotHeaders;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All rules in force, by token, and what is not known of them. Immutable. */
public final class RestrictionSet {

    public static final RestrictionSet EMPTY = new RestrictionSet(List.of(), Map.of());

    private final List<Restriction> all;
    private final Map<String, List<Restriction>> byToken;
    private final Map<RestrictionKind, Blind> blind;

    /**
     * What the rules say of a message.
     *
     * @param kind the kind of highest precedence that concerns the message
     * @param known whether a rule of that kind covers the message; when not, one may, as its rules cannot be read
     */
    public record Match(RestrictionKind kind, boolean known) {}

    public RestrictionSet(List<Restriction> restrictions, Map<RestrictionKind, Blind> blind) {
        this.all = List.copyOf(restrictions);
        this.byToken = all.stream()
                .sorted(Comparator.comparing(Restriction::kind))
                .collect(Collectors.groupingBy(Restriction::token, Collectors.toUnmodifiableList()));
        this.blind = Map.copyOf(blind);
    }

    /**
     * Looks for the first of these kinds that covers this message, or that may.
     *
     * @param kinds the kinds that count, in order of precedence
     * @return null when no rule covers the message, and none can
     */
    @Nullable public Match match(SnapshotHeaders headers, Set<RestrictionKind> kinds) {
        String token = headers.token();
        if (token == null) {
            return null;
        }
        List<Restriction> ofToken = byToken.getOrDefault(token, List.of());
        for (RestrictionKind kind : kinds) {
            for (Restriction restriction : ofToken) {
                if (restriction.kind() == kind && restriction.covers(headers)) {
                    return new Match(kind, true);
                }
            }
            Blind unread = blind.get(kind);
            if (unread != null && unread.covers(token)) {
                return new Match(kind, false);
            }
        }
        return null;
    }

    /** The rules, in no particular order. */
    List<Restriction> all() {
        return all;
    }
}
