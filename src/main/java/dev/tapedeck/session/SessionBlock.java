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

    /** About what a block takes beside its bytes and its texts, and a text beside its characters. */
    private static final int OVERHEAD_BYTES = 512;

    private static final int TEXT_BYTES = 128;

    public SessionBlock {
        console = List.copyOf(console);
    }

    /** About how many bytes of memory are held beside {@code bytes}: what the index and the rows will say. */
    long heldBesideBytes() {
        long held = OVERHEAD_BYTES + (long) TEXT_BYTES / 4 * facts.offsets().size();
        for (String url : facts.urls()) {
            held += TEXT_BYTES + 2L * url.length();
        }
        for (ConsoleLine line : console) {
            held += TEXT_BYTES + 2L * line.message().length();
        }
        return held;
    }
}
