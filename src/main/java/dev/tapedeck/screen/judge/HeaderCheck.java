package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.SnapshotHeaders;
import dev.tapedeck.screen.restriction.RestrictionKind;
import dev.tapedeck.screen.restriction.RestrictionSet;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.screen.verdict.Verdict.DeadLetter;
import dev.tapedeck.screen.verdict.Verdict.Divert;
import dev.tapedeck.screen.verdict.Verdict.Drop;
import dev.tapedeck.screen.verdict.Verdict.Wait;
import dev.tapedeck.screen.verdict.Verdict.WaitReason;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first look at a message: how many headers it has, the restrictions, then the headers it must have. Needs only the rules in
 * force, and no look-ups. Pure.
 *
 * @param diverting whether rules may send messages to the overflow topic; otherwise rules of that kind have no effect
 */
public record HeaderCheck(boolean diverting) {

    private static final Set<RestrictionKind> FROM_ANNOUNCED = Set.of(RestrictionKind.DROP);
    private static final Set<RestrictionKind> ALL = Collections.unmodifiableSet(EnumSet.allOf(RestrictionKind.class));
    private static final Set<RestrictionKind> NOT_DIVERTING =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(RestrictionKind.OVERFLOW)));

    /** What the headers say. */
    sealed interface Outcome {

        /** The message goes no further. */
        record Stopped(Verdict verdict) implements Outcome {}

        /**
         * The message names everything that look-ups need.
         *
         * @param token the team's token
         * @param sessionId the normalised session id
         * @param distinctId the person
         * @param headers all the headers
         */
        record Named(String token, String sessionId, String distinctId, SnapshotHeaders headers) implements Outcome {}
    }

    /** @param announced whether the message is of an announced batch, from which restrictions only drop */
    Outcome check(MessageHeaders all, RestrictionSet restrictions, boolean announced) {
        if (all.excessive()) {
            return stopped(DeadLetterReason.TOO_MANY_HEADERS);
        }
        SnapshotHeaders headers = SnapshotHeaders.of(all);
        Verdict restricted = restricted(restrictions.match(headers, announced ? FROM_ANNOUNCED : kinds()));
        if (restricted != null) {
            return new Outcome.Stopped(restricted);
        }
        if (headers.token() == null) {
            return stopped(DeadLetterReason.NO_TOKEN);
        }
        if (headers.sessionId() == null) {
            return stopped(DeadLetterReason.NO_SESSION_ID);
        }
        if (headers.sessionId().length() > SessionKey.LONGEST_ID) {
            return stopped(
                    DeadLetterReason.NO_SESSION_ID, "an id of more than " + SessionKey.LONGEST_ID + " characters");
        }
        if (headers.distinctId() == null) {
            return stopped(DeadLetterReason.NO_DISTINCT_ID);
        }
        return new Outcome.Named(headers.token(), headers.sessionId(), headers.distinctId(), headers);
    }

    private Set<RestrictionKind> kinds() {
        return diverting ? ALL : NOT_DIVERTING;
    }

    private static @Nullable Verdict restricted(RestrictionSet.@Nullable Match match) {
        if (match == null) {
            return null;
        }
        if (!match.known()) {
            return new Wait(WaitReason.RESTRICTIONS_UNREADABLE);
        }
        return switch (match.kind()) {
            case DROP -> new Drop(DropReason.RESTRICTED, List.of());
            case DEAD_LETTER -> new DeadLetter(DeadLetterReason.RESTRICTED, "");
            case OVERFLOW -> new Divert(DivertReason.RESTRICTED);
        };
    }

    private static Outcome stopped(DeadLetterReason reason) {
        return stopped(reason, "");
    }

    private static Outcome stopped(DeadLetterReason reason, String detail) {
        return new Outcome.Stopped(new DeadLetter(reason, detail));
    }
}
