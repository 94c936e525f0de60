package dev.tapedeck.session;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.session.block.SessionBlock;
import java.util.List;

/**
 * A batch that takes no more messages. Its blocks are final.
 *
 * @param span which offsets it covers: its identity
 * @param blocks one per session, in the order in which the sessions first appeared
 * @param warnings ingestion warnings about messages of this span
 * @param parts the retentions of the objects to write. A block of another retention goes into the first object that can take it
 * @param written the retentions of objects that an earlier attempt has written. They hold other sessions
 */
public record SealedBatch(
        BatchSpan span,
        List<SessionBlock> blocks,
        List<IngestionWarning> warnings,
        List<Retention> parts,
        List<Retention> written) {

    public SealedBatch {
        blocks = List.copyOf(blocks);
        warnings = List.copyOf(warnings);
        parts = List.copyOf(parts);
        written = List.copyOf(written);
    }

    /** A batch that was not announced before: one object for each retention of its blocks. */
    public SealedBatch(BatchSpan span, List<SessionBlock> blocks, List<IngestionWarning> warnings) {
        this(
                span,
                blocks,
                warnings,
                blocks.stream().map(SessionBlock::retention).distinct().sorted().toList(),
                List.of());
    }
}
