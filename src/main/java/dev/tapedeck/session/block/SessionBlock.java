package dev.tapedeck.session.block;

import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLines;

/**
 * The compressed events of one session in one batch.
 *
 * @param session whose events
 * @param retention how long they are kept; decides the object
 * @param codec how the bytes are compressed
 * @param bytes the compressed lines; {@code length} of them count
 * @param length compressed length in bytes
 * @param checksum CRC-32C of the compressed bytes
 * @param facts the facts of the summary row
 * @param console the console lines, in arrival order; they do not change any more
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
        ConsoleLines console) {

    /** About how much heap a block takes beside its bytes and texts, with its entry in the index. */
    private static final int OVERHEAD_BYTES = 1 << 10;

    /** Heap that a text takes beside its characters. */
    private static final int TEXT_BYTES = 64;

    private static final int OFFSET_BYTES = 24;

    /** About how many bytes of heap are held: the block, and its entries in the index and the rows. */
    public long heldBytes() {
        long held = OVERHEAD_BYTES
                + bytes.length
                + OFFSET_BYTES * (long) facts.offsets().size()
                + text(session.sessionId())
                + text(facts.distinctId())
                + console.heldBytes();
        for (String url : facts.urls()) {
            held += text(url);
        }
        return held;
    }

    private static long text(String text) {
        return TEXT_BYTES + 2L * text.length();
    }
}
