package dev.tapedeck.summary.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.SessionKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionConditionTest {

    private static final List<String> IDS = List.of(
            "",
            "a",
            "ab",
            "b",
            "\u00e9",
            "e\u0301",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "\ud83d\ude00",
            "\ud83d\ude01",
            "a\uffff",
            "a\ud83d\ude00",
            "a\ud83d\ude00b");

    @Test
    void sessions_areInTheOrderOfTheirTeams_andOfTheBytesOfTheirIds() {
        for (String one : IDS) {
            for (String other : IDS) {
                int expected = Arrays.compareUnsigned(
                        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

                assertThat(Integer.signum(compare(1, one, 1, other)))
                        .as("'%s' and '%s'", one, other)
                        .isEqualTo(Integer.signum(expected));
                assertThat(compare(1, one, 2, other)).isNegative();
            }
        }
    }

    private static int compare(int team, String id, int otherTeam, String otherId) {
        return SessionCondition.ORDER.compare(new SessionKey(team, id), new SessionKey(otherTeam, otherId));
    }
}
