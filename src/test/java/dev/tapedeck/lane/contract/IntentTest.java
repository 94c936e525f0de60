package dev.tapedeck.lane.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.LinkAtEnd;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class IntentTest {

    private static final List<String> PARTS = List.of("30d", "1y");

    @Property
    void whatIsWrittenIsRead(@ForAll @LongRange(min = 0) long until, @ForAll @LongRange(min = 0) long time) {
        Intent intent = new Intent(until, time, PARTS, null, null);
        assertThat(Intent.parse(intent.metadata(0), 0)).isEqualTo(intent);
    }

    /** @param exits one for each message, 0 for one that stays */
    @Property
    void exitsAreRead(@ForAll @LongRange(min = 0, max = 1L << 60) long from, @ForAll List<Boolean> exits) {
        RoutingPlan.Builder builder = new RoutingPlan.Builder();
        for (int i = 0; i < exits.size(); i++) {
            if (exits.get(i)) {
                builder.add(from + i, i % 7 == 0 ? 'o' : 'd');
            }
        }
        Intent read =
                Intent.parse(new Intent(from + exits.size(), 1, PARTS, builder.build(), null).metadata(from), from);
        assertThat(Objects.requireNonNull(read).exits()).isEqualTo(builder.build());
        for (int i = 0; i < exits.size(); i++) {
            char expected = exits.get(i) ? i % 7 == 0 ? 'o' : 'd' : RoutingPlan.STAYS;
            assertThat(builder.build().at(from + i)).isEqualTo(expected);
        }
    }

    @Test
    void aMapThatIsFullFitsIntoTheMetadata() {
        RoutingPlan.Builder builder = new RoutingPlan.Builder();
        long offset = 0;
        while (!builder.isFull()) {
            builder.add(offset, offset % 4 == 0 ? 'o' : 'd');
            offset += 2;
        }
        assertThat(offset).isGreaterThan(600);
        assertThat(new Intent(offset, Long.MAX_VALUE, PARTS, builder.build(), null).metadata(0))
                .hasSizeLessThan(2500);
    }

    @Test
    void noExitsAreNotTheSameAsNoneAnnounced() {
        Intent none = new Intent(5, 1, PARTS, RoutingPlan.NONE, null);
        assertThat(Intent.parse(none.metadata(0), 0)).isEqualTo(none);
        assertThat(Intent.parse("tapedeck1;5;1;30d,1y", 0)).isEqualTo(new Intent(5, 1, PARTS, null, null));
    }

    @Test
    void theLogIsReadBesideTheParts() {
        Intent intent = new Intent(5, 1, PARTS, RoutingPlan.NONE, new LogId(LinkAtEnd.TOPIC_ID, 3));
        assertThat(intent.metadata(0)).isEqualTo("tapedeck1;5;1;30d,1y,@" + LinkAtEnd.TOPIC_ID + "+3;");
        assertThat(Intent.parse(intent.metadata(0), 0)).isEqualTo(intent);
        assertThat(Intent.parse("tapedeck1;5;1;30d,@short", 0)).isNull();
        assertThat(Intent.parse("tapedeck1;5;1;@" + LinkAtEnd.TOPIC_ID, 0)).isNull();
    }

    @Test
    void anOffsetWithoutABatchNamesItsLog() {
        LogId log = LogId.of(LinkAtEnd.TOPIC_ID);
        assertThat(Committed.parse(7, Committed.metadata(log))).isEqualTo(new Committed(7, log, null));
        assertThat(Committed.parse(7, Committed.metadata(null))).isEqualTo(new Committed(7, null, null));
        assertThat(Committed.parse(7, "somebody's own")).isEqualTo(new Committed(7, null, null));
    }

    @Property
    void anyOtherTextIsNone(@ForAll String text) {
        assertThat(Intent.parse(text, 0)).isNull();
    }

    @Test
    void brokenMetadataIsNone() {
        assertThat(Intent.parse(null, 0)).isNull();
        assertThat(Intent.parse("", 0)).isNull();
        assertThat(Intent.parse("tapedeck1;1;2", 0)).isNull();
        assertThat(Intent.parse("tapedeck1;1;2;", 0)).isNull();
        assertThat(Intent.parse("tapedeck1;x;2;30d", 0)).isNull();
        assertThat(Intent.parse("tapedeck2;1;2;30d", 0)).isNull();
        assertThat(Intent.parse("tapedeck1;1;2;30d;5+", 0)).isNull();
        assertThat(Intent.parse("tapedeck1;1;2;30d;5+1dx", 0)).isNull();
        assertThat(Intent.parse("tapedeck1;1;2;" + "30d,".repeat(2000), 0)).isNull();
    }
}
