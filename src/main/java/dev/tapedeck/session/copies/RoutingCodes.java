package dev.tapedeck.session.copies;

import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.Verdict;

/**
 * The codes of verdicts in a {@link RoutingPlan}. Whenever a message is screened, its content leads to the same verdict: one code stands
 * for all of these. Verdicts that depend on the time, such as an operator's restrictions, have codes of their own.
 */
public final class RoutingCodes {

    private static final char FORCED_OVERFLOW = 'o';
    private static final char HOT_SESSION = 'h';
    private static final char RESTRICTED = 'r';
    private static final char CONTENT = 'd';

    private RoutingCodes() {}

    public static char of(Verdict.Divert divert) {
        return switch (divert.reason()) {
            case RESTRICTED -> FORCED_OVERFLOW;
            case HOT_SESSION -> HOT_SESSION;
        };
    }

    public static char of(Verdict.DeadLetter dead) {
        return dead.reason() == DeadLetterReason.RESTRICTED ? RESTRICTED : CONTENT;
    }

    /**
     * The verdict on a message of an announced batch.
     *
     * @param code the code that was announced for it
     * @param judged the verdict of screening it again
     */
    public static Verdict settled(char code, Verdict judged) {
        return switch (code) {
            case FORCED_OVERFLOW -> new Verdict.Divert(DivertReason.RESTRICTED);
            case HOT_SESSION -> new Verdict.Divert(DivertReason.HOT_SESSION);
            case RESTRICTED -> new Verdict.DeadLetter(DeadLetterReason.RESTRICTED, "");
            case CONTENT ->
                judged instanceof Verdict.DeadLetter
                                || judged instanceof Verdict.Wait
                                || judged instanceof Verdict.Later
                        ? judged
                        : new Verdict.DeadLetter(DeadLetterReason.PROCESSING_ERROR, "in an earlier attempt");
            case RoutingPlan.STAYS -> judged;
            default -> throw new IllegalStateException("an intent names the unknown exit '" + code + "'");
        };
    }
}
