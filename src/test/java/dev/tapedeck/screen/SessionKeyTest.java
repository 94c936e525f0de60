package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionKeyTest {

    @Test
    void manySessionsOfOneHashCodeDoNotTakeLong() {
        int many = 1 << 17;
        Set<SessionKey> sessions = new HashSet<>();

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < many; i++) {
                StringBuilder id = new StringBuilder();
                for (int bit = 0; bit < 17; bit++) {
                    id.append((i >> bit & 1) == 0 ? "Aa" : "BB");
                }
                sessions.add(new SessionKey(1, id.toString()));
            }
        });

        assertThat(sessions).hasSize(many);
        assertThat(sessions.stream().mapToInt(SessionKey::hashCode).distinct()).hasSize(1);
    }

    @Test
    void theSameIdOfTwoTeamsIsTwoSessions() {
        assertThat(new SessionKey(1, "a")).isNotEqualByComparingTo(new SessionKey(2, "a"));
        assertThat(new SessionKey(1, "a")).isNotEqualByComparingTo(new SessionKey(1, "b"));
        assertThat(new SessionKey(1, "a")).isEqualByComparingTo(new SessionKey(1, "a"));
    }
}
