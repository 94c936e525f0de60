package dev.tapedeck.screen.restriction;

import dev.tapedeck.screen.restriction.RestrictionParser.Reading;
import dev.tapedeck.screen.restriction.RestrictionSet.UnreadTokens;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Restrictions in force. */
public final class Rules {

    public static final RestrictionSet NONE = of(List.of());

    private Rules() {}

    public static RestrictionSet of(List<Restriction> rules) {
        return new RestrictionSet(rules, false).after(nothing(), Instant.EPOCH);
    }

    /** No rules, but for one kind nobody knows. */
    public static RestrictionSet unreadable(RestrictionKind kind) {
        Map<RestrictionKind, Reading> readings = nothing();
        readings.put(kind, new Reading.Unreadable("no text"));
        return new RestrictionSet(List.of(), false).after(readings, Instant.EPOCH);
    }

    private static Map<RestrictionKind, Reading> nothing() {
        Map<RestrictionKind, Reading> readings = new EnumMap<>(RestrictionKind.class);
        for (RestrictionKind kind : RestrictionKind.values()) {
            readings.put(kind, new Reading.Read(List.of(), UnreadTokens.NONE, List.of()));
        }
        return readings;
    }
}
