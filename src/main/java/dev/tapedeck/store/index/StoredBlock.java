package dev.tapedeck.store.index;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import java.util.List;

/**
 * A block as the index of its object names it.
 *
 * @param session whose events
 * @param start the block's first byte in the object
 * @param length its length in bytes
 * @param codec how it is compressed
 * @param checksum CRC-32C of its bytes
 * @param facts what its summary row says
 * @param console its console lines; not changed any more, and not copied, as there may be hundreds of thousands
 */
public record StoredBlock(
        SessionKey session,
        long start,
        int length,
        BlockCodec codec,
        int checksum,
        BlockFacts facts,
        List<ConsoleLine> console) {

    /** About what its objects take, and the row, beside texts. */
    private static final int OVERHEAD_BYTES = 1 << 10;

    private static final int OFFSET_BYTES = 24;

    /** About how many bytes its row takes, without console lines. {@link IndexPart.Divider} depends on it. */
    long rowBytes() {
        long units = session.sessionId().length() + facts.distinctId().length();
        for (String url : facts.urls()) {
            units += url.length();
        }
        return OVERHEAD_BYTES + OFFSET_BYTES * (long) facts.offsets().size() + 2 * units;
    }

    /** The same with other console lines. */
    public StoredBlock with(List<ConsoleLine> lines) {
        return new StoredBlock(session, start, length, codec, checksum, facts, lines);
    }
}
