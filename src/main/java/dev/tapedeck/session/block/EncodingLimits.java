package dev.tapedeck.session.block;

import dev.tapedeck.session.recorder.SessionRecorder;

/**
 * What encoding may take of the heap: beside a session's lines there are the array that they are joined in, that with their fields
 * restored, and the block.
 *
 * @param fullBytes with so many bytes of lines in one session a batch is full
 * @param toldBytes with so many bytes that are told of its sessions a batch is full: they stay in memory until the rows are written, and
 *     whoever finishes the batch after a crash reads them back from the index
 * @param aloneBytes sessions with more bytes of lines are encoded one at a time
 * @param restorableBytes lines of more bytes than this keep their compressed fields
 * @param restoredBytes how much longer a block's lines may become by restoring compressed fields, with all that is inflated for events
 *     that cannot be restored; the events beyond stay compressed
 */
public record EncodingLimits(long fullBytes, long toldBytes, long aloneBytes, long restorableBytes, int restoredBytes) {

    /** As JSON it is at most three times as much, which with the last message is no more than an index may have. */
    private static final long MOST_TOLD_BYTES = 48 << 20;

    private static final long MOST_RESTORED_BYTES = 32 << 20;

    /** @param heapBytes the most memory that the process may take for objects */
    public static EncodingLimits of(long heapBytes) {
        long full = Math.min(heapBytes / 16, SessionRecorder.MOST_BYTES / 2);
        return new EncodingLimits(full, Math.min(heapBytes / 12, MOST_TOLD_BYTES), heapBytes / 64, full, (int)
                Math.min(heapBytes / 32, MOST_RESTORED_BYTES));
    }
}
