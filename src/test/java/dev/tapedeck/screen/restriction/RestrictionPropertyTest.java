package dev.tapedeck.screen.restriction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.SnapshotHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class RestrictionPropertyTest {

    @Property
    void match_isTheFirstKindOfAnyRuleThatCovers(
            @ForAll("rules") List<Restriction> rules, @ForAll("headers") SnapshotHeaders headers) {
        RestrictionKind expected = rules.stream()
                .filter(rule -> covers(rule, headers))
                .map(Restriction::kind)
                .min(Comparator.naturalOrder())
                .orElse(null);
        assertThat(match(rules, headers)).isEqualTo(expected);
    }

    @Property
    void match_doesNotDependOnTheOrderOfRules(
            @ForAll("rules") List<Restriction> rules, @ForAll("headers") SnapshotHeaders headers, @ForAll long seed) {
        List<Restriction> shuffled = new ArrayList<>(rules);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(match(shuffled, headers)).isEqualTo(match(rules, headers));
    }

    @Property
    void withoutToken_nothingMatches(@ForAll("rules") List<Restriction> rules, @ForAll("headers") SnapshotHeaders any) {
        SnapshotHeaders headers =
                new SnapshotHeaders(null, any.sessionId(), any.distinctId(), any.event(), any.uuid(), null, null, null);
        assertThat(match(rules, headers)).isNull();
    }

    private static @Nullable RestrictionKind match(List<Restriction> rules, SnapshotHeaders headers) {
        RestrictionSet.Match match = Rules.of(rules).match(headers, EnumSet.allOf(RestrictionKind.class));
        return match == null ? null : match.kind();
    }

    private static boolean covers(Restriction rule, SnapshotHeaders headers) {
        return rule.token().equals(headers.token())
                && holds(rule.distinctIds(), headers.distinctId())
                && holds(rule.sessionIds(), headers.sessionId())
                && holds(rule.eventNames(), headers.event())
                && holds(rule.eventUuids(), headers.uuid());
    }

    private static boolean holds(Set<String> filter, @Nullable String value) {
        return filter.isEmpty() || filter.stream().anyMatch(entry -> entry.equals(value));
    }

    @Provide
    Arbitrary<List<Restriction>> rules() {
        Arbitrary<Set<String>> filter = Arbitraries.of("a", "b").set().ofMaxSize(2);
        return Combinators.combine(
                        Arbitraries.of(RestrictionKind.class),
                        Arbitraries.of("t1", "t2"),
                        filter,
                        filter,
                        filter,
                        filter)
                .as((kind, token, people, sessions, names, uuids) ->
                        new Restriction(kind, Restriction.Source.REDIS, token, people, sessions, names, uuids))
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<SnapshotHeaders> headers() {
        Arbitrary<@Nullable String> value = Arbitraries.of("a", "b", "c").injectNull(0.2);
        return Combinators.combine(Arbitraries.of("t1", "t2", "t3"), value, value, value, value)
                .as((token, session, person, event, uuid) ->
                        new SnapshotHeaders(token, session, person, event, uuid, null, null, null));
    }
}
