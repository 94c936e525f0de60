package dev.tapedeck.screen.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.TestConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLimitTest {

    private static final long LARGE_HEAP = 16L << 30;
    private static final long SMALL_HEAP = 256 << 20;

    @Test
    void theDefaultIsLessWhereTheHeapIsSmall() {
        assertThat(BodyReaders.limit(TestConfig.defaults(), LARGE_HEAP)).isEqualTo(64 << 20);
        assertThat(BodyReaders.limit(TestConfig.defaults(), SMALL_HEAP)).isBetween(32 << 20, 40 << 20);
    }

    @Test
    void whatIsConfiguredCounts() {
        assertThat(BodyReaders.limit(limit("1G"), LARGE_HEAP)).isEqualTo(1 << 30);
        assertThat(BodyReaders.limit(limit("32M"), SMALL_HEAP)).isEqualTo(32 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2G"})
    void outOfRange_namesTheKey(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BodyReaders.limit(limit(value), LARGE_HEAP))
                .withMessageContaining("tapedeck.screen.max-body");
    }

    @Test
    void moreThanTheHeapHasRoomFor_namesTheKeyAndWhatToSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BodyReaders.limit(limit("64M"), SMALL_HEAP))
                .withMessageContaining("tapedeck.screen.max-body")
                .withMessageContaining("38347922")
                .withMessageContaining("-Xmx");
    }

    private static ScreenConfig limit(String value) {
        return TestConfig.of(Map.of("tapedeck.screen.max-body", value));
    }
}
