package dev.tapedeck.session;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.contract.LaneBatch.Announced;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.runtime.Bugs;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.screen.judge.Screening;
import dev.tapedeck.screen.judge.ScreeningContext;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.session.copies.RoutingCodes;
import dev.tapedeck.session.recorder.SessionRecorder;
import dev.tapedeck.telemetry.OperatorMessage;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is done with each message of a batch: what screening says of it, unless the batch has no room for it, or an earlier owner has
 * announced where it goes. Confined to the lane's mailbox.
 */
final class BatchScreening {

    private static final Logger LOG = Logger.getLogger(BatchScreening.class);

    private final Screening screening;
    private final ScreeningContext desk;
    private final OpenBatch open;
    private @Nullable Announced announced;

    BatchScreening(Screening screening, ScreeningContext desk, OpenBatch open) {
        this.screening = screening;
        this.desk = desk;
        this.open = open;
    }

    void follow(Announced batch) {
        announced = batch;
    }

    /** Inflates and scans the body; its verdict may point into the desk. */
    Verdict on(InboundMessage message, Lookups lookups) {
        Verdict judged = recordable(message, judge(message, lookups));
        Announced batch = announced;
        if (batch == null) {
            return judged;
        }
        RoutingPlan exits = batch.exits();
        Verdict settled = exits == null
                ? judged
                : RoutingCodes.settled(exits.at(message.origin().offset()), judged);
        return settled instanceof Verdict.Admit(Admission admission, var _) && wasLeftOut(batch, admission)
                ? new Verdict.Drop(DropReason.EARLIER_VERDICT, List.of())
                : settled;
    }

    /** The objects that exist decide: what they would hold if it had been recorded, and do not, went elsewhere. */
    private static boolean wasLeftOut(Announced batch, Admission admission) {
        return batch.isWritten() || batch.durable().holdsSession(admission.session());
    }

    /** What a bug makes fail is tried once more. */
    private Verdict judge(InboundMessage message, Lookups lookups) {
        try {
            return screening.judge(message, lookups, desk);
        } catch (RuntimeException | Error bug) {
            Bugs.isolate(bug);
            return screening.judge(message, lookups, desk);
        }
    }

    /** A session's lines have an end; a message that would pass it must not be recorded in part. */
    private Verdict recordable(InboundMessage message, Verdict judged) {
        if (!(judged instanceof Verdict.Admit(Admission admission, var _)) || open.fits(admission)) {
            return judged;
        }
        String detail = "more than " + SessionRecorder.MOST_BYTES + " bytes of lines in one session";
        OperatorMessage.MESSAGE_FAILED.log(LOG, message.origin() + " with " + detail);
        return new Verdict.DeadLetter(DeadLetterReason.PROCESSING_ERROR, detail);
    }
}
