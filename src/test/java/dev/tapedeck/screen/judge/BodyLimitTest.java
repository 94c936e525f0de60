package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLimitTest {

    private static final long LARGE_HEAP = 16L << 30;
    private static final long SMALL_HEAP = 256 << 20;

    @Test
    void theDefaultIsLessWhereTheHeapIsSmall() {
        assertThat(BodyLimit.bytes(TestConfig.defaults(), LARGE_HEAP)).isEqualTo(64 << 20);
        assertThat(BodyLimit.bytes(TestConfig.defaults(), SMALL_HEAP)).isBetween(32 << 20, 40 << 20);
    }

    @Test
    void whatIsConfiguredCounts() {
        assertThat(BodyLimit.bytes(limit("1G"), LARGE_HEAP)).isEqualTo(1 << 30);
        assertThat(BodyLimit.bytes(limit("32M"), SMALL_HEAP)).isEqualTo(32 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2G"})
    void outOfRange_namesTheKey(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BodyLimit.bytes(limit(value), LARGE_HEAP))
                .withMessageContaining("tapedeck.screen.max-body");
    }

    @Test
    void moreThanTheHeapHasRoomFor_namesTheKeyAndWhatToSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BodyLimit.bytes(limit("64M"), SMALL_HEAP))
                .withMessageContaining("tapedeck.screen.max-body")
                .withMessageContaining("38347922")
                .withMessageContaining("-Xmx");
    }

    private static ScreenConfig limit(String value) {
        return TestConfig.of(Map.of("tapedeck.screen.max-body", value));
    }
}
