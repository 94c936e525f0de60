package dev.tapedeck.session;

import dev.tapedeck.intake.BatchSpan;
import dev.tapedeck.intake.OffsetGap;
import dev.tapedeck.screen.Retention;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Where sealed batches become durable: everything behind this stage. Answers on any thread. */
public interface BatchSink {

    /** Writes objects, rows and warnings. Repeating it, by whomever, changes nothing more. */
    Uni<Void> write(SealedBatch batch);

    /** Writes the rows of an earlier owner's batch if every one of its objects exists, and says whether they do. */
    Uni<Boolean> finish(BatchSpan span, List<Retention> retentions);

    /** Records that messages are gone from the topic. Repeating it changes nothing. */
    Uni<Void> recordGap(OffsetGap gap);
}
