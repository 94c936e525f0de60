package dev.tapedeck.store;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.BlockCodec;
import dev.tapedeck.session.BlockFacts;
import dev.tapedeck.session.ConsoleLine;
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
 * @param console its console lines
 */
public record StoredBlock(
        SessionKey session,
        long start,
        int length,
        BlockCodec codec,
        int checksum,
        BlockFacts facts,
        List<ConsoleLine> console) {

    public StoredBlock {
        console = List.copyOf(console);
    }

    /** The same with other console lines. */
    public StoredBlock with(List<ConsoleLine> lines) {
        return new StoredBlock(session, start, length, codec, checksum, facts, lines);
    }
}
