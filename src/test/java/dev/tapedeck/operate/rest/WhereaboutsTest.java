package dev.tapedeck.operate.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.intake.LaneId;
import dev.tapedeck.intake.LaneStatus;
import dev.tapedeck.operate.rest.Recollection.Messages;
import dev.tapedeck.operate.rest.Whereabouts.Outcome;
import dev.tapedeck.screen.GateMarks;
import dev.tapedeck.session.Fate;
import dev.tapedeck.summary.BlockRow;
import dev.tapedeck.summary.BlockSearch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What follows from what is known of a session. */
class WhereaboutsTest {

    private static final Instant TIME = Instant.EPOCH;
    private static final LaneId LANE = new LaneId("recordings", 3, 7);
    private static final BlockSearch NONE = new BlockSearch.Found(List.of(), 0, 0, 0, 0, 0);
    private static final BlockSearch AWAY = new BlockSearch.Unknown("away");
    private static final GateMarks NEVER = new GateMarks(false, false);
    private static final GateMarks SEEN = new GateMarks(true, false);
    private static final GateMarks BLOCKED = new GateMarks(false, true);
    private static final Recollection NOTHING = new Recollection(TIME, null);

    @Test
    void nothingIsKnown() {
        assertThat(outcome(NONE, NEVER, NOTHING)).isEqualTo(Outcome.UNKNOWN);
        assertThat(outcome(AWAY, NEVER, NOTHING)).isEqualTo(Outcome.UNDETERMINED);
        assertThat(outcome(NONE, null, NOTHING)).isEqualTo(Outcome.UNDETERMINED);
        assertThat(outcome(NONE, SEEN, NOTHING)).isEqualTo(Outcome.ADMITTED);
        assertThat(outcome(NONE, BLOCKED, NOTHING)).isEqualTo(Outcome.BLOCKED);
    }

    @Test
    void blocksAreThere() {
        assertThat(outcome(block(0, 10, 0), SEEN, NOTHING)).isEqualTo(Outcome.RECORDED);
        assertThat(outcome(block(0, 10, 5), SEEN, NOTHING)).isEqualTo(Outcome.PARTLY_RECORDED);
        assertThat(outcome(block(0, 10, 0), SEEN, heard(1, Fate.DROPPED))).isEqualTo(Outcome.PARTLY_RECORDED);
        assertThat(outcome(block(0, 10, 0), BLOCKED, NOTHING)).isEqualTo(Outcome.PARTLY_RECORDED);
    }

    @Test
    void nothingWasRecorded() {
        assertThat(outcome(NONE, NEVER, heard(0, Fate.DROPPED))).isEqualTo(Outcome.DROPPED);
        assertThat(outcome(NONE, NEVER, heard(0, Fate.DEAD_LETTERED))).isEqualTo(Outcome.DEAD_LETTERED);
        assertThat(outcome(NONE, NEVER, heard(0, Fate.DIVERTED))).isEqualTo(Outcome.DIVERTED);
        assertThat(outcome(NONE, NEVER, heard(0, Fate.DIVERTED, Fate.DROPPED))).isEqualTo(Outcome.NOT_RECORDED);
        assertThat(outcome(NONE, BLOCKED, heard(0, Fate.DROPPED))).isEqualTo(Outcome.BLOCKED);
        assertThat(new Whereabouts(NONE, NEVER, NOTHING, heard(0, Fate.DROPPED), List.of()).outcome())
                .as("before its team was known")
                .isEqualTo(Outcome.DROPPED);
    }

    @Test
    void messagesAreOnTheirWay() {
        assertThat(where(NONE, lane(7, 50, 90))).isEqualTo("open batch");
        assertThat(where(NONE, lane(7, 50, 101))).isEqualTo("sealed batch");
        assertThat(where(NONE, lane(8, 50, 50))).isEqualTo("to be read again");
        assertThat(where(NONE)).isEqualTo("its partition has left this instance");
        assertThat(where(block(90, 101, 0))).isNull();
        assertThat(where(block(90, 100, 0))).isEqualTo("its partition has left this instance");
        assertThat(where(NONE, lane(7, 101, 101))).isNull();
        assertThat(new Whereabouts(NONE, SEEN, heard(1), NOTHING, List.of(lane(7, 50, 90))).outcome())
                .isEqualTo(Outcome.OPEN);
        assertThat(new Whereabouts(AWAY, SEEN, heard(1), NOTHING, List.of(lane(7, 50, 90))).outcome())
                .isEqualTo(Outcome.OPEN);
        assertThat(new Whereabouts(AWAY, SEEN, heard(1), NOTHING, List.of(lane(7, 101, 101))).outcome())
                .as("its offset is committed, so its rows are there")
                .isEqualTo(Outcome.RECORDED);
    }

    private static @Nullable String where(BlockSearch blocks, LaneStatus... lanes) {
        var open = new Whereabouts(blocks, SEEN, heard(1), NOTHING, List.of(lanes)).open();
        return open == null ? null : open.where();
    }

    private static Outcome outcome(BlockSearch blocks, @Nullable GateMarks marks, Recollection own) {
        return new Whereabouts(blocks, marks, own, NOTHING, List.of(lane(7, 101, 101))).outcome();
    }

    /** The last one recorded has the offset 100. */
    private static Recollection heard(long recorded, Fate... others) {
        Map<Fate, Map<String, Long>> counts = new HashMap<>();
        for (Fate fate : others) {
            counts.put(fate, Map.of("reason", 1L));
        }
        return new Recollection(TIME, new Messages(TIME, recorded, recorded == 0 ? null : LANE, 100, counts));
    }

    private static BlockSearch block(long from, long until, long droppedEvents) {
        BlockRow row = new BlockRow("url", "recordings", 3, from, until, 1, TIME, TIME, 1, 1, droppedEvents, 30);
        return new BlockSearch.Found(List.of(row), 1, 1, 1, 1, droppedEvents);
    }

    private static LaneStatus lane(long epoch, long committed, long from) {
        LaneId id = new LaneId("recordings", 3, epoch);
        return new LaneStatus(
                id,
                "running",
                from,
                committed,
                from,
                0,
                0,
                null,
                0,
                false,
                false,
                null,
                Set.of(),
                TIME,
                null,
                Duration.ZERO);
    }
}
