package dev.tapedeck.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectLayoutTest {

    private static final long TIME = 1_795_440_754_195L;

    private final ObjectLayout keys = new ObjectLayout("session_recordings");

    @Test
    void keepsThePatternThatReadersCheck() {
        for (Retention retention : Retention.values()) {
            assertThat(keys.key(new BatchSpan("t", 0, 0, 1, TIME), retention))
                    .matches("^session_recordings/(30d|90d|1y|5y)/\\d+-[0-9a-f]{16}$");
        }
    }

    @Test
    void isTheSameForTheSameSpan() {
        BatchSpan span = new BatchSpan("topic", 3, 100, 200, TIME);
        assertThat(keys.key(span, Retention.DAYS_30)).isEqualTo(keys.key(span, Retention.DAYS_30));
        assertThat(ObjectLayout.batchId(span)).isEqualTo(ObjectLayout.batchId(span));
    }

    @Test
    void differsWithEveryPartOfTheIdentity() {
        Set<String> seen = new HashSet<>();
        seen.add(keys.key(new BatchSpan("t", 1, 10, 20, TIME), Retention.DAYS_30));
        seen.add(keys.key(new BatchSpan("u", 1, 10, 20, TIME), Retention.DAYS_30));
        seen.add(keys.key(new BatchSpan("t", 2, 10, 20, TIME), Retention.DAYS_30));
        seen.add(keys.key(new BatchSpan("t", 1, 11, 20, TIME), Retention.DAYS_30));
        seen.add(keys.key(new BatchSpan("t", 1, 10, 21, TIME), Retention.DAYS_30));
        seen.add(keys.key(new BatchSpan("t", 1, 10, 20, TIME), Retention.YEAR_1));
        assertThat(seen).hasSize(6);
    }

    @Test
    void theBatchIdIsAUuidOfVersionSevenWithTheTimeOfTheFirstMessage() {
        var id = ObjectLayout.batchId(new BatchSpan("t", 0, 0, 1, TIME));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(TIME);
    }

    @Test
    void refusesAPrefixWithSlashesAtItsEnds() {
        assertThatThrownBy(() -> new ObjectLayout("/recordings")).hasMessageContaining("tapedeck.store.prefix");
    }
}
