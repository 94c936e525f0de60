package dev.tapedeck.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.LaneStatus;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.management.history.SessionHistory.Recollection;
import dev.tapedeck.management.history.SessionHistory.Recollection.Messages;
import dev.tapedeck.management.http.RecordingStatus.Outcome;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.session.VerdictListener.MessageFate;
import dev.tapedeck.summary.clickhouse.RecordedBlocks;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What follows from what is known of a session. */
class RecordingStatusTest {

    private static final Instant TIME = Instant.EPOCH;
    private static final LaneId LANE = new LaneId("recordings", 3, 7);
    private static final RecordedBlocks.Result NONE = new RecordedBlocks.Found(List.of(), 0, 0, 0, 0, 0);
    private static final RecordedBlocks.Result AWAY = new RecordedBlocks.Unknown("away");
    private static final SessionGate.Marks NEVER = new SessionGate.Marks(false, false);
    private static final SessionGate.Marks SEEN = new SessionGate.Marks(true, false);
    private static final SessionGate.Marks BLOCKED = new SessionGate.Marks(false, true);
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
        assertThat(outcome(block(0, 10, 0), SEEN, heard(1, MessageFate.DROPPED)))
                .isEqualTo(Outcome.PARTLY_RECORDED);
        assertThat(outcome(block(0, 10, 0), BLOCKED, NOTHING)).isEqualTo(Outcome.PARTLY_RECORDED);
    }

    @Test
    void nothingWasRecorded() {
        assertThat(outcome(NONE, NEVER, heard(0, MessageFate.DROPPED))).isEqualTo(Outcome.DROPPED);
        assertThat(outcome(NONE, NEVER, heard(0, MessageFate.DEAD_LETTERED))).isEqualTo(Outcome.DEAD_LETTERED);
        assertThat(outcome(NONE, NEVER, heard(0, MessageFate.DIVERTED))).isEqualTo(Outcome.DIVERTED);
        assertThat(outcome(NONE, NEVER, heard(0, MessageFate.DIVERTED, MessageFate.DROPPED)))
                .isEqualTo(Outcome.NOT_RECORDED);
        assertThat(outcome(NONE, BLOCKED, heard(0, MessageFate.DROPPED))).isEqualTo(Outcome.BLOCKED);
        assertThat(new RecordingStatus(NONE, NEVER, NOTHING, heard(0, MessageFate.DROPPED), List.of(), List.of())
                        .outcome())
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
        assertThat(outcome(NONE, SEEN, heard(1), lane(7, 50, 90))).isEqualTo(Outcome.OPEN);
        assertThat(outcome(AWAY, SEEN, heard(1), lane(7, 50, 90))).isEqualTo(Outcome.OPEN);
        assertThat(outcome(AWAY, SEEN, heard(1), lane(7, 101, 101)))
                .as("its offset is committed, so its rows are there")
                .isEqualTo(Outcome.RECORDED);
    }

    @Test
    void whatIsCommittedEndsBeforeTheOffset() {
        assertThat(where(NONE, lane(7, 100, 100))).isEqualTo("open batch");
        assertThat(where(NONE, lane(7, 99, 101))).isEqualTo("sealed batch");
        assertThat(where(NONE, lane(8, 100, 100))).isEqualTo("to be read again");
        assertThat(left(AWAY, closed(lane(7, 100, 100))).outcome()).isEqualTo(Outcome.UNDETERMINED);
        assertThat(where(block(100, 101, 0))).isNull();
        assertThat(where(block(101, 102, 0))).isNotNull();
    }

    @Test
    void whatWasCommittedBeforeThePartitionLeftIsStored() {
        LaneStatus committed = closed(lane(7, 101, 101));
        for (RecordedBlocks.Result blocks : List.of(AWAY, NONE, firstOf(2000), block(90, 101, 0))) {
            assertThat(left(blocks, committed).open()).as("%s", blocks).isNull();
        }
        assertThat(left(AWAY, committed).outcome()).isEqualTo(Outcome.RECORDED);
        assertThat(left(NONE, committed).outcome()).as("its rows are gone").isEqualTo(Outcome.ADMITTED);
        assertThat(left(AWAY, closed(lane(8, 101, 101))).outcome())
                .as("the partition has come back once more and left again")
                .isEqualTo(Outcome.RECORDED);
    }

    @Test
    void whatWasNotCommittedBeforeThePartitionLeftIsOpenOnlyIfNoBlockHasIt() {
        LaneStatus behind = closed(lane(7, 50, 90));
        assertThat(left(NONE, behind).outcome()).isEqualTo(Outcome.OPEN);
        assertThat(left(block(90, 100, 0), behind).open()).isNotNull();
        assertThat(left(block(90, 101, 0), behind).open()).isNull();
        assertThat(left(firstOf(2000), behind).open())
                .as("its block may be among the others")
                .isNull();
        assertThat(left(AWAY, behind).open()).isNull();
        assertThat(left(AWAY, behind).outcome())
                .as("its new owner may have committed it")
                .isEqualTo(Outcome.UNDETERMINED);
        assertThat(whereabouts(AWAY, BLOCKED, heard(1, MessageFate.DROPPED), List.of(), List.of(behind))
                        .outcome())
                .as("not dropped: something was recorded")
                .isEqualTo(Outcome.UNDETERMINED);
    }

    @Test
    void aLaneThatIsLeavingStillHasItsMessages() {
        assertThat(left(AWAY, lane(7, 50, 101)).outcome()).isEqualTo(Outcome.OPEN);
        assertThat(whereOf(left(AWAY, lane(7, 50, 101)))).isEqualTo("sealed batch");
    }

    @Test
    void aPartitionThatCameBack() {
        LaneStatus opening = lane(8, -1, -1);
        LaneStatus committed = closed(lane(7, 101, 101));
        LaneStatus behind = closed(lane(7, 50, 90));
        assertThat(cameBack(AWAY, opening, committed).outcome()).isEqualTo(Outcome.RECORDED);
        assertThat(cameBack(AWAY, opening, behind).outcome())
                .as("the group has not answered")
                .isEqualTo(Outcome.UNDETERMINED);
        assertThat(whereOf(cameBack(NONE, opening, behind))).isEqualTo("to be read again");
        assertThat(whereOf(cameBack(AWAY, lane(8, 50, 50), behind))).isEqualTo("to be read again");
        assertThat(cameBack(AWAY, lane(8, 101, 101), behind).outcome()).isEqualTo(Outcome.RECORDED);
        assertThat(whereOf(cameBack(AWAY, lane(7, 50, 90), closed(lane(6, 101, 101)))))
                .as("it was recorded again after the group was sent back")
                .isEqualTo("open batch");
    }

    @Test
    void aLaneThatHasEndedHoldsNothing() {
        assertThat(where(NONE, closed(lane(7, 50, 90)))).isEqualTo("to be read again");
        assertThat(where(AWAY, closed(lane(7, 50, 90)))).isNull();
    }

    @Test
    void anotherTopicsPartitionOfTheSameNumberSaysNothing() {
        LaneStatus other = in("others", lane(7, 101, 101));
        assertThat(whereOf(whereabouts(NONE, SEEN, heard(1), List.of(other), List.of(other))))
                .isEqualTo("its partition has left this instance");
        assertThat(whereabouts(AWAY, SEEN, heard(1), List.of(other), List.of(other))
                        .outcome())
                .isEqualTo(Outcome.UNDETERMINED);
    }

    @Test
    void aBlockIsReadableBeforeItsOffsetIsCommitted() {
        assertThat(where(block(90, 101, 0), lane(7, 90, 101))).isNull();
    }

    private static @Nullable String where(RecordedBlocks.Result blocks, LaneStatus... lanes) {
        return whereOf(whereabouts(blocks, SEEN, heard(1), List.of(lanes), List.of()));
    }

    private static @Nullable String whereOf(RecordingStatus known) {
        var open = known.open();
        return open == null ? null : open.where();
    }

    private static Outcome outcome(RecordedBlocks.Result blocks, SessionGate.@Nullable Marks marks, Recollection own) {
        return outcome(blocks, marks, own, lane(7, 101, 101));
    }

    private static Outcome outcome(
            RecordedBlocks.Result blocks, SessionGate.@Nullable Marks marks, Recollection own, LaneStatus lane) {
        return whereabouts(blocks, marks, own, List.of(lane), List.of()).outcome();
    }

    private static RecordingStatus left(RecordedBlocks.Result blocks, LaneStatus departed) {
        return whereabouts(blocks, SEEN, heard(1), List.of(), List.of(departed));
    }

    private static RecordingStatus cameBack(RecordedBlocks.Result blocks, LaneStatus lane, LaneStatus departed) {
        return whereabouts(blocks, SEEN, heard(1), List.of(lane), List.of(departed));
    }

    private static RecordingStatus whereabouts(
            RecordedBlocks.Result blocks,
            SessionGate.@Nullable Marks marks,
            Recollection own,
            List<LaneStatus> lanes,
            List<LaneStatus> departed) {
        return new RecordingStatus(blocks, marks, own, NOTHING, lanes, departed);
    }

    /** The last one recorded has the offset 100. */
    private static Recollection heard(long recorded, MessageFate... others) {
        Map<MessageFate, Map<String, Long>> counts = new HashMap<>();
        for (MessageFate fate : others) {
            counts.put(fate, Map.of("reason", 1L));
        }
        return new Recollection(TIME, new Messages(TIME, recorded, recorded == 0 ? null : LANE, 100, counts));
    }

    private static RecordedBlocks.Result block(long from, long until, long droppedEvents) {
        RecordedBlocks.Block row =
                new RecordedBlocks.Block("url", "recordings", 3, from, until, 1, TIME, TIME, 1, 1, droppedEvents, 30);
        return new RecordedBlocks.Found(List.of(row), 1, 1, 1, 1, droppedEvents);
    }

    /** The first of so many blocks, which does not hold the offset 100. */
    private static RecordedBlocks.Result firstOf(long blocks) {
        RecordedBlocks.Block row = new RecordedBlocks.Block("url", "recordings", 3, 0, 10, 1, TIME, TIME, 1, 1, 0, 30);
        return new RecordedBlocks.Found(List.of(row), blocks, 1, 1, 1, 0);
    }

    private static LaneStatus lane(long epoch, long committed, long from) {
        return status(new LaneId("recordings", 3, epoch), "running", committed, from);
    }

    private static LaneStatus closed(LaneStatus lane) {
        return status(lane.lane(), "closed", lane.committed(), lane.from());
    }

    private static LaneStatus in(String topic, LaneStatus lane) {
        LaneId id = new LaneId(topic, lane.lane().partition(), lane.lane().epoch());
        return status(id, lane.state(), lane.committed(), lane.from());
    }

    private static LaneStatus status(LaneId id, String state, long committed, long from) {
        return new LaneStatus(
                id,
                state,
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
                TIME,
                null,
                Duration.ZERO);
    }
}
