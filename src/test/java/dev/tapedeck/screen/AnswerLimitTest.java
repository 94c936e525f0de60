package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerLimitTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Uni<String> LATE =
            Uni.createFrom().item("late").onItem().delayIt().by(Duration.ofMillis(200));

    private final AnswerLimit limit = new AnswerLimit(SHORT);

    @Test
    void theFirstAnswerOfAColdProcessMayBeLate_laterOnesMayNot() {
        assertThat(limit.bound(LATE).await().indefinitely()).isEqualTo("late");
        assertThatThrownBy(() -> limit.bound(LATE).await().indefinitely()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void aFailureIsNoAnswer() {
        Uni<String> failed = limit.bound(Uni.createFrom().failure(new IllegalStateException("refused")));
        assertThatThrownBy(() -> failed.await().indefinitely()).hasMessage("refused");
        assertThat(limit.bound(LATE).await().indefinitely()).isEqualTo("late");
    }

    @Test
    void aLongerLimitStaysAsItIs() {
        Duration longer = AnswerLimit.COLD.plusSeconds(1);
        assertThat(new AnswerLimit(longer).bound(LATE).await().indefinitely()).isEqualTo("late");
    }
}
