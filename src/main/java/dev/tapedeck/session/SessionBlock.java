package dev.tapedeck.session;

import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import java.util.List;

/**
 * The compressed events of one session in one batch.
 *
 * @param session whose events
 * @param retention how long they are kept; decides the object
 * @param codec how the bytes are compressed
 * @param bytes the compressed lines; {@code length} of them count
 * @param length compressed length in bytes
 * @param checksum CRC-32C of the compressed bytes
 * @param facts what the summary row says
 * @param console the console lines, in arrival order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy would double the batch in memory
public record SessionBlock(
        SessionKey session,
        Retention retention,
        BlockCodec codec,
        byte[] bytes,
        int length,
        int checksum,
        BlockFacts facts,
        List<ConsoleLine> console) {

    public SessionBlock {
        console = List.copyOf(console);
    }
}
