package dev.tapedeck.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class IntentTest {

    @Property
    void whatIsWrittenIsRead(@ForAll @LongRange(min = 0) long until, @ForAll @LongRange(min = 0) long time) {
        Intent intent = new Intent(until, time, List.of("30d", "1y"));
        assertThat(Intent.parse(intent.metadata())).isEqualTo(intent);
    }

    @Property
    void anyOtherTextIsNone(@ForAll String text) {
        assertThat(Intent.parse(text)).isNull();
    }

    @Test
    void brokenMetadataIsNone() {
        assertThat(Intent.parse(null)).isNull();
        assertThat(Intent.parse("")).isNull();
        assertThat(Intent.parse("tapedeck1;1;2")).isNull();
        assertThat(Intent.parse("tapedeck1;1;2;")).isNull();
        assertThat(Intent.parse("tapedeck1;x;2;30d")).isNull();
        assertThat(Intent.parse("tapedeck2;1;2;30d")).isNull();
        assertThat(Intent.parse("tapedeck1;1;2;" + "30d,".repeat(1000))).isNull();
    }
}
