package dev.tapedeck.lane.contract;

import org.jspecify.annotations.Nullable;

/**
 * What the group has committed for a partition.
 *
 * @param offset the next offset to read; negative when the group has committed none yet
 * @param log the log that the offset counts in; null when an earlier version or another tool has committed it
 * @param intent the batch that was about to be written from there, or null
 */
public record Committed(
        long offset, @Nullable LogId log, @Nullable Intent intent) {

    /** The group is new to this partition. */
    public static final Committed NONE = new Committed(-1, null, null);

    /** Begins the metadata; a reader that finds something else ignores it. */
    static final String FORMAT = "tapedeck1;";

    /** What the metadata says that was committed with this offset. */
    public static Committed parse(long offset, @Nullable String metadata) {
        Intent intent = Intent.parse(metadata, offset);
        if (intent != null) {
            return new Committed(offset, intent.log(), intent);
        }
        LogId log = metadata != null && metadata.startsWith(FORMAT)
                ? LogId.parse(metadata.substring(FORMAT.length()))
                : null;
        return new Committed(offset, log, null);
    }

    /** The metadata of an offset of this log that announces nothing. */
    public static String metadata(@Nullable LogId log) {
        return log == null ? "" : FORMAT + log.text();
    }
}
