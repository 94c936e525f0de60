package dev.tapedeck.scan.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {

    /** Ill-formed sequences and how many replacements they make, from the Unicode Standard's tables 3-8 to 3-11. */
    @ParameterizedTest
    @CsvSource({
        "c0af, 2",
        "e080bf, 3",
        "f08182, 3",
        "eda080, 3",
        "edbfbfedaf, 5",
        "f4919293ff, 5",
        "41, 0",
        "80bf, 2",
        "e180e2f09192f1bf41, 4",
        "e180, 1",
        "f1808041, 1",
        "f09f9880, 0"
    })
    void replacesEachIllFormedPart(String hex, int replacements) {
        byte[] text = HexFormat.of().parseHex(hex);

        byte[] repaired = new byte[(int) Utf8.repairedLength(text, text.length)];
        Utf8.repair(text, text.length, repaired);

        assertThat(new String(repaired, StandardCharsets.UTF_8).chars().filter(c -> c == 0xFFFD))
                .hasSize(replacements);
    }

    @Property
    void agreesWithJavaOnEveryCodePoint(@ForAll @IntRange(max = Character.MAX_CODE_POINT) int codePoint) {
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            return;
        }
        byte[] text = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        byte[] written = new byte[text.length];

        assertThat(Utf8.sequence(text, 0, text.length)).isEqualTo(text.length);
        assertThat(Utf8.put(written, 0, codePoint)).isEqualTo(text.length);
        assertThat(written).isEqualTo(text);
    }
}
