package dev.tapedeck.session.copies;

import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.Verdict;

/**
 * What an {@link RoutingPlan} says of verdicts. A message's content says the same whenever it is looked at, so all that it leads
 * to is one letter; what depends on the hour, such as an operator's restrictions, has letters of its own.
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
     * @param letter what was announced for it
     * @param judged what is said of it now
     */
    public static Verdict settled(char letter, Verdict judged) {
        return switch (letter) {
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
            default -> throw new IllegalStateException("an intent names the unknown exit '" + letter + "'");
        };
    }
}
