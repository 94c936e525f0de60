package dev.tapedeck.session.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An announced batch keeps its verdicts, whatever is said of its messages later. */
class RoutingCodesTest {

    private static final Verdict LATER = new Verdict.Drop(DropReason.RESTRICTED, List.of());

    @ParameterizedTest
    @EnumSource
    void whatWasDivertedIsDivertedAgain(DivertReason reason) {
        Verdict.Divert divert = new Verdict.Divert(reason);
        assertThat(RoutingCodes.settled(RoutingCodes.of(divert), LATER)).isEqualTo(divert);
    }

    @ParameterizedTest
    @EnumSource
    void aDeadLetterIsOneAgain(DeadLetterReason reason) {
        Verdict.DeadLetter dead = new Verdict.DeadLetter(reason, "detail");
        char letter = RoutingCodes.of(dead);
        assertThat(RoutingCodes.settled(letter, LATER)).isInstanceOf(Verdict.DeadLetter.class);
        if (reason != DeadLetterReason.RESTRICTED) {
            assertThat(RoutingCodes.settled(letter, dead)).isEqualTo(dead);
        }
    }

    @Test
    void whyAMessageIsADeadLetterIsWaitedFor() {
        Verdict wait = new Verdict.Wait(Verdict.WaitReason.TEAM_UNKNOWN);
        char letter = RoutingCodes.of(new Verdict.DeadLetter(DeadLetterReason.INVALID_JSON, ""));
        assertThat(RoutingCodes.settled(letter, wait)).isEqualTo(wait);
    }

    @Test
    void whatStaysIsJudgedAsItIs() {
        assertThat(RoutingCodes.settled(RoutingPlan.STAYS, LATER)).isEqualTo(LATER);
    }
}
