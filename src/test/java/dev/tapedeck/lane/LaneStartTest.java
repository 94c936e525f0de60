package dev.tapedeck.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.LaneOpening.Start;
import dev.tapedeck.lane.LaneOpening.Start.Continued;
import dev.tapedeck.lane.LaneOpening.Start.Replaced;
import dev.tapedeck.lane.LaneOpening.Start.Truncated;
import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LogView;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is committed, compared with the log that is there. */
class LaneStartTest {

    private static final String TOPIC = LinkAtEnd.TOPIC_ID;
    private static final LogId LOG = LogId.of(TOPIC);
    private static final LogId OTHER = LogId.of("another-id-22-letters_");
    private static final LaneId LANE = new LaneId("recordings", 3, 1);

    @Test
    void anOffsetInsideTheLogIsWhereTheLaneGoesOn() {
        assertThat(start(20, LOG, null, 0, 20)).isEqualTo(new Continued(LOG));
        assertThat(start(20, new LogId(TOPIC, 2), null, 0, 25)).isEqualTo(new Continued(new LogId(TOPIC, 2)));
    }

    @Test
    void anOffsetOfAnEarlierVersionCountsInTheLogThatIsThere() {
        assertThat(start(20, null, null, 0, 20)).isEqualTo(new Continued(LOG));
        assertThat(Start.of(Committed.NONE, new LogView(TOPIC, 5, 9))).isEqualTo(new Continued(LOG));
    }

    @Test
    void anotherTopicOfTheSameNameIsReadFromItsBeginning() {
        assertThat(start(20, OTHER, null, 4, 50)).isEqualTo(new Replaced(LOG, 4));
        assertThat(start(20, OTHER, null, 0, 5)).isEqualTo(new Replaced(LOG, 0));
    }

    @Test
    void aLogThatEndsBelowWhatWasCommittedIsReadOnFromItsEnd() {
        Truncated truncated = truncated(start(20, LOG, null, 0, 15));
        assertThat(truncated.log()).isEqualTo(new LogId(TOPIC, 1));
        assertThat(truncated.from(20)).isEqualTo(15);
        assertThat(truncated.missing(LANE, 20)).isEqualTo(new OffsetGap("recordings", 3, 0, 15));
    }

    @Test
    void anOffsetThatSomebodySetBehindTheEndIsTheSame() {
        Truncated truncated = truncated(start(1000, null, null, 7, 240));
        assertThat(truncated.from(1000)).isEqualTo(240);
        assertThat(truncated.missing(LANE, 1000)).isEqualTo(new OffsetGap("recordings", 3, 7, 240));
    }

    @Test
    void ofALogThatIsEmptyTheOffsetsAreToldThatAreGone() {
        Truncated truncated = truncated(start(20, LOG, null, 0, 0));
        assertThat(truncated.from(20)).isZero();
        assertThat(truncated.missing(LANE, 20)).isEqualTo(new OffsetGap("recordings", 3, 0, 20));
    }

    @Test
    void anAnnouncedBatchThatEndsBehindTheLogIsLostUnlessItsObjectsAreThere() {
        Intent intent = new Intent(20, 1, List.of("30d"), null, LOG);
        Truncated truncated = truncated(start(10, LOG, intent, 0, 15));
        assertThat(truncated.from(10)).isEqualTo(10);
        assertThat(truncated.missing(LANE, 10)).isEqualTo(new OffsetGap("recordings", 3, 0, 20));
        assertThat(truncated.from(20)).isEqualTo(15);
        assertThat(truncated.missing(LANE, 20)).isEqualTo(new OffsetGap("recordings", 3, 0, 15));
    }

    private static Truncated truncated(Start start) {
        return assertThat(start)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(Truncated.class))
                .actual();
    }

    private static Start start(
            long committed, @Nullable LogId log, @Nullable Intent intent, long logStart, long logEnd) {
        return Start.of(new Committed(committed, log, intent), new LogView(TOPIC, logStart, logEnd));
    }
}
