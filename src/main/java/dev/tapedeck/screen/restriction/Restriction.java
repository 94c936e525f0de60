package dev.tapedeck.screen.restriction;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.SnapshotHeaders;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operator's rule on the messages of one token. Filters of different kinds must all hold; within a kind one value is
 * enough; an empty set is no filter.
 *
 * @param kind what happens to the messages it covers
 * @param source where the rule stands
 * @param token the team's token
 * @param distinctIds the persons it covers
 * @param sessionIds the sessions it covers, normalised
 * @param eventNames the event names it covers
 * @param eventUuids the single events it covers
 */
public record Restriction(
        RestrictionKind kind,
        Source source,
        String token,
        Set<String> distinctIds,
        Set<String> sessionIds,
        Set<String> eventNames,
        Set<String> eventUuids) {

    /** Where a rule stands. */
    public enum Source {
        CONFIGURATION,
        REDIS
    }

    public Restriction {
        distinctIds = Set.copyOf(distinctIds);
        sessionIds = sessionIds.stream().map(SessionKey::normalise).collect(Collectors.toUnmodifiableSet());
        eventNames = Set.copyOf(eventNames);
        eventUuids = Set.copyOf(eventUuids);
    }

    /** Whether the filters hold for a message of the rule's token. */
    boolean covers(SnapshotHeaders headers) {
        return allows(distinctIds, headers.distinctId())
                && allows(sessionIds, headers.sessionId())
                && allows(eventNames, headers.event())
                && allows(eventUuids, headers.uuid());
    }

    private static boolean allows(Set<String> filter, @Nullable String value) {
        return filter.isEmpty() || (value != null && filter.contains(value));
    }
}
