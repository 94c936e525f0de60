package dev.tapedeck.screen.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.judge.BodyCheck.LibraryVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryVersionTest {

    @ParameterizedTest
    @CsvSource({"1.74.999, true", "1.0.0, true", "1.75.0, false", "1.200.1, false", "2.1.0, false", "0.9.0, false"})
    void tooOld_isMajor1BelowMinor75(String text, boolean tooOld) {
        assertThat(LibraryVersion.parse(text)).isNotNull().returns(tooOld, LibraryVersion::isTooOld);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.74", "1.74.0.1", "a.b.c", "1.99999999999.0", "-1.2.3", "1.2."})
    void otherText_isNoVersion(String text) {
        assertThat(LibraryVersion.parse(text)).isNull();
    }
}
