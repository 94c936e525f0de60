package dev.tapedeck.summary.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.summary.clickhouse.TableScripts.Created;
import dev.tapedeck.summary.clickhouse.TableScripts.Table;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TableDescriptionTest {

    private static final Table REPLAY_EVENTS = (Table) created("session_replay_events");
    private static final Created VIEW = created("session_replay_events_mv");

    @Test
    void whatWeCreateIsOurs() {
        assertThat(table("AggregatingMergeTree", REPLAY_EVENTS.columns().keySet())
                        .foreign(REPLAY_EVENTS))
                .isNull();
        assertThat(table(
                                "ReplicatedAggregatingMergeTree",
                                REPLAY_EVENTS.columns().keySet())
                        .foreign(REPLAY_EVENTS))
                .isNull();
        assertThat(view("CREATE MATERIALIZED VIEW p.session_replay_events_mv TO p.session_replay_events (`a` String)"
                                + " AS SELECT 1 FROM p.session_recording_blocks GROUP BY session_id")
                        .foreign(VIEW))
                .isNull();
    }

    @Test
    void anOlderOneIsOurs() {
        assertThat(table("AggregatingMergeTree", lacking("ai_highlighted")).foreign(REPLAY_EVENTS))
                .isNull();
    }

    @Test
    void anOlderViewLacksWhatItDoesNotSelect() {
        String old =
                "CREATE MATERIALIZED VIEW p.session_replay_events_mv TO p.session_replay_events (`snapshot_mode` String)"
                        + " AS SELECT session_id, team_id, %s FROM p.session_recording_blocks";
        String all = VIEW.columnNames().stream().map(column -> "1 AS " + column).collect(Collectors.joining(", "));

        assertThat(VIEW.columnNames()).contains("snapshot_mode", "first_url").doesNotContain("session_id");
        assertThat(view(old.formatted(all)).lacks(VIEW)).isNull();
        assertThat(view(old.formatted(all.replace(", 1 AS snapshot_mode", ""))).lacks(VIEW))
                .isEqualTo("snapshot_mode");
        assertThat(table("AggregatingMergeTree", lacking("snapshot_mode")).lacks(REPLAY_EVENTS))
                .isEqualTo("snapshot_mode");
    }

    @Test
    void oursWithMoreColumnsIsOurs() {
        Set<String> more = new HashSet<>(REPLAY_EVENTS.columns().keySet());
        more.add("one_of_the_operator");
        assertThat(table("AggregatingMergeTree", more).foreign(REPLAY_EVENTS)).isNull();
    }

    @Test
    void anothersIsNot() {
        assertThat(table("Distributed", REPLAY_EVENTS.columns().keySet()).foreign(REPLAY_EVENTS))
                .contains("Distributed");
        Set<String> others = lacking("ai_highlighted");
        others.add("has_replay_embeddings");
        assertThat(table("AggregatingMergeTree", others).foreign(REPLAY_EVENTS)).contains("has_replay_embeddings");
        ClickHouseTables.Description otherwiseSorted = new ClickHouseTables.Description(
                "AggregatingMergeTree", "team_id", "", REPLAY_EVENTS.columns().keySet());
        assertThat(otherwiseSorted.foreign(REPLAY_EVENTS)).contains("ordered by (team_id)");
    }

    @Test
    void anothersViewIsNot() {
        assertThat(view("CREATE MATERIALIZED VIEW p.session_replay_events_mv TO p.writable_session_replay_events"
                                + " AS SELECT 1 FROM p.kafka_session_replay_events")
                        .foreign(VIEW))
                .contains("session_recording_blocks");
        assertThat(view("CREATE MATERIALIZED VIEW p.session_replay_events_mv TO p.session_replay_events_old"
                                + " AS SELECT 1 FROM p.session_recording_blocks")
                        .foreign(VIEW))
                .isNotNull();
    }

    private static ClickHouseTables.Description table(String engine, Set<String> columns) {
        return new ClickHouseTables.Description(
                engine, "toDate(min_first_timestamp), team_id, session_id", "", columns);
    }

    private static ClickHouseTables.Description view(String statement) {
        return new ClickHouseTables.Description("MaterializedView", "", statement, Set.of());
    }

    private static Set<String> lacking(String column) {
        Set<String> columns = new HashSet<>(REPLAY_EVENTS.columns().keySet());
        columns.remove(column);
        return columns;
    }

    private static Created created(String name) {
        return TableScripts.load().statements().stream()
                .map(TableScripts::creates)
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
