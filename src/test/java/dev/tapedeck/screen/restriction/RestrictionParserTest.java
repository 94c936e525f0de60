package dev.tapedeck.screen.restriction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tapedeck.screen.restriction.RestrictionParser.Reading;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestrictionParserTest {

    /** A limit in bytes counts bytes: what is cut off is no JSON, and that would be said instead. */
    @Test
    void aValueWithMoreBytesThanCharactersIsTooLongByItsBytes() {
        String value = "[\"" + "\u00e9".repeat(600) + "\"]";
        assertThat(RestrictionParser.read(RestrictionKind.DROP, value, 1000))
                .isEqualTo(new Reading.Unreadable("over 1000 bytes"));
    }

    @Test
    void version2_hasArrays() throws IOException {
        Reading.Read parsed = parse("""
                [{"version":2,"token":"t","pipelines":["analytics","session_recordings"],"distinct_ids":["a","b"],
                  "session_ids":["0197AAAA-BBBB-7CCC-8DDD-EEEEFFFF0001"],"event_names":["e"],"event_uuids":["u"],
                  "args":{"x":[1]}}]
                """);
        assertThat(parsed.faults()).isEmpty();
        assertThat(parsed.restrictions())
                .containsExactly(new Restriction(
                        RestrictionKind.DROP,
                        Restriction.Source.REDIS,
                        "t",
                        Set.of("a", "b"),
                        Set.of("0197aaaa-bbbb-7ccc-8ddd-eeeeffff0001"),
                        Set.of("e"),
                        Set.of("u")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"version\":0,"})
    void version0_hasSingleValues(String version) throws IOException {
        Reading.Read parsed = parse("[{" + version
                + "\"token\":\"t\",\"pipelines\":[\"session_recordings\"],\"distinct_id\":\"a\",\"session_id\":null}]");
        assertThat(parsed.restrictions()).singleElement().satisfies(rule -> {
            assertThat(rule.distinctIds()).containsExactly("a");
            assertThat(rule.sessionIds()).isEmpty();
        });
    }

    /** So the direct peer reads it. */
    @ParameterizedTest
    @ValueSource(strings = {"distinct_id", "session_id", "event_name", "event_uuid"})
    void anEmptySingleValue_isNoFilter(String filter) throws IOException {
        Reading.Read parsed = parse(
                "[{\"version\":0,\"token\":\"t\",\"pipelines\":[\"session_recordings\"],\"" + filter + "\":\"\"}]");
        assertThat(parsed.faults()).isEmpty();
        assertThat(parsed.restrictions())
                .containsExactly(new Restriction(
                        RestrictionKind.DROP, Restriction.Source.REDIS, "t", Set.of(), Set.of(), Set.of(), Set.of()));
    }

    @Test
    void otherPipelines_areNotForRecordings() throws IOException {
        Reading.Read parsed = parse("[{\"token\":\"t\"},{\"token\":\"t\",\"pipelines\":[\"analytics\"]}]");
        assertThat(parsed.restrictions()).isEmpty();
        assertThat(parsed.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "[[{\"token\":\"t\"}]]",
                "null",
                "{\"pipelines\":[\"session_recordings\"]}",
                "{\"token\":7,\"pipelines\":[\"session_recordings\"]}",
                "{\"token\":\"t\",\"version\":1,\"pipelines\":[\"session_recordings\"]}",
                "{\"token\":\"t\",\"version\":{},\"pipelines\":[\"session_recordings\"]}",
                "{\"token\":\"t\",\"version\":2,\"pipelines\":[\"session_recordings\"],\"distinct_ids\":[[\"a\"],\"b\"]}",
                "{\"token\":\"t\",\"pipelines\":[\"session_recordings\"],\"session_id\":[\"\"]}",
                "{\"token\":\"t\",\"pipelines\":[\"session_recordings\"],\"event_uuid\":{\"a\":[]}}"
            })
    void badItem_costsThatItemAlone(String bad) throws IOException {
        String good = "{\"token\":\"good\",\"pipelines\":[\"session_recordings\"]}";
        Reading.Read parsed = parse("[" + good + "," + bad + "," + good + "]");
        assertThat(parsed.restrictions()).hasSize(2).allMatch(rule -> "good".equals(rule.token()));
        assertThat(parsed.faults()).singleElement().asString().startsWith("item 1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "\"x\"", "[", "[{\"token\":\"t\"}", "[{]", "[]]", "[] x", "nonsense"})
    void brokenArray_isNoAnswerAtAll(String json) {
        assertThatIOException().isThrownBy(() -> parse(json));
    }

    private static Reading.Read parse(String json) throws IOException {
        return RestrictionParser.parse(RestrictionKind.DROP, json);
    }
}
