package dev.tapedeck.screen.restriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.TestConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticRestrictionsTest {

    @ParameterizedTest
    @CsvSource({
        "t:alice, alice",
        "t:distinct_id:alice, alice",
        "t:distinct_id:a:b, a:b",
        "t:urn:person:alice, urn:person:alice"
    })
    void value_isADistinctIdUnlessAFieldIsNamed(String entry, String distinctId) {
        Restriction rule = StaticRestrictions.restriction(RestrictionKind.DROP, entry);
        assertThat(rule.token()).isEqualTo("t");
        assertThat(rule.distinctIds()).containsExactly(distinctId);
    }

    @Test
    void fields_areNamed() {
        assertThat(StaticRestrictions.restriction(RestrictionKind.DROP, "t:session_id:s")
                        .sessionIds())
                .containsExactly("s");
        assertThat(StaticRestrictions.restriction(RestrictionKind.DROP, "t:event_name:e")
                        .eventNames())
                .containsExactly("e");
        assertThat(StaticRestrictions.restriction(RestrictionKind.DROP, "t:event_uuid:u")
                        .eventUuids())
                .containsExactly("u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":x", "t:", "t:session_id:"})
    void emptyParts_areRefused(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StaticRestrictions.restriction(RestrictionKind.DROP, entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t:sesion_id:s",
                "t:session-id:s",
                "t:sessionId:s",
                "t:session_ids:s",
                "t: session_id:s",
                "t:session_id :s",
                "t:SESSION_ID:s",
                "t:distinctid:a",
                "t:event_nam:e",
                "t:event_uid:u",
                "t:session_id"
            })
    void aFieldThatIsMisspelt_isRefused(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StaticRestrictions.restriction(RestrictionKind.DROP, entry));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t:person:alice", "t:user:42", "t:alice", "t:distinct_id:sesion_id:x", "t:event:x"})
    void whatNoFieldIsLike_isADistinctId(String entry) {
        assertThat(StaticRestrictions.restriction(RestrictionKind.DROP, entry).distinctIds())
                .hasSize(1);
    }

    @Test
    void configuration_namesRulesOfAllKinds() {
        ScreenConfig config = TestConfig.of(Map.of(
                "tapedeck.screen.restrictions.drop", "t1,t2:a\\,b",
                "tapedeck.screen.restrictions.dead-letter", "t3",
                "tapedeck.screen.restrictions.overflow", "t4:session_id:s"));
        assertThat(StaticRestrictions.of(config.restrictions()))
                .extracting(Restriction::kind, Restriction::token)
                .containsExactly(
                        tuple(RestrictionKind.DROP, "t1"),
                        tuple(RestrictionKind.DROP, "t2"),
                        tuple(RestrictionKind.DEAD_LETTER, "t3"),
                        tuple(RestrictionKind.OVERFLOW, "t4"));
    }
}
