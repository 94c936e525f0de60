package dev.tapedeck.session;

import dev.tapedeck.intake.BatchSpan;
import dev.tapedeck.screen.Warning;
import java.util.List;

/**
 * A batch that takes no more messages: its blocks are final.
 *
 * @param span which offsets it covers: its identity
 * @param blocks one per session, in the order in which the sessions first appeared
 * @param warnings what teams should hear about messages of this span
 */
public record SealedBatch(BatchSpan span, List<SessionBlock> blocks, List<Warning> warnings) {

    public SealedBatch {
        blocks = List.copyOf(blocks);
        warnings = List.copyOf(warnings);
    }
}
