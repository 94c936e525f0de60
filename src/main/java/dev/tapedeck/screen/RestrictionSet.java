package dev.tapedeck.screen;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All rules in force, by token. Immutable. */
final class RestrictionSet {

    static final RestrictionSet EMPTY = new RestrictionSet(List.of());

    private final List<Restriction> all;
    private final Map<String, List<Restriction>> byToken;

    RestrictionSet(List<Restriction> restrictions) {
        this.all = List.copyOf(restrictions);
        this.byToken = all.stream()
                .sorted(Comparator.comparing(Restriction::kind))
                .collect(Collectors.groupingBy(Restriction::token, Collectors.toUnmodifiableList()));
    }

    /** The kind of highest precedence among the rules that cover this message; null when none does. */
    @Nullable RestrictionKind match(ReplayHeaders headers) {
        String token = headers.token();
        if (token == null) {
            return null;
        }
        for (Restriction restriction : byToken.getOrDefault(token, List.of())) {
            if (restriction.covers(headers)) {
                return restriction.kind();
            }
        }
        return null;
    }

    /** The rules, in no particular order. */
    List<Restriction> all() {
        return all;
    }
}
