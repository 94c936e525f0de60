package dev.tapedeck.lane.contract;

import dev.tapedeck.lane.contract.LanePartition.Committed;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a lane is about to write, kept by Kafka as the metadata of the committed offset. The next owner of the partition finishes exactly
 * this batch first.
 *
 * @param until the offset at which the batch ends, exclusive
 * @param firstTimestamp the Kafka timestamp of its first message, epoch milliseconds
 * @param parts names of the objects to be written, unique within the batch
 * @param exits which messages leave as copies together with the batch's commit; null when no copy waits for it
 * @param log the log that its offsets count in; null when an earlier version has announced the batch without it
 */
public record Intent(
        long until,
        long firstTimestamp,
        List<String> parts,
        @Nullable RoutingPlan exits,
        @Nullable LogId log) {

    /** Marks the log among the parts. A version that does not know the mark refuses to go on, and does not skip the batch. */
    private static final String LOG_MARK = "@";

    /** Kafka bounds the metadata to 4096 bytes by default. Longer metadata is not ours. */
    private static final int MAX_LENGTH = 4096;

    private static final int FIELDS = 4;

    public Intent {
        parts = List.copyOf(parts);
    }

    /** Whether messages leave the batch as copies. */
    public boolean hasCopies() {
        return exits != null && !exits.isEmpty();
    }

    /**
     * The metadata text: {@code tapedeck1;<until>;<first timestamp>;<part>,<part>}, then {@code ,@<log>} and {@code ;<exits>}
     * unless they are null.
     *
     * @param from the batch's first offset
     */
    public String metadata(long from) {
        String batch = String.format(
                Locale.ROOT, "%s%d;%d;%s", Committed.FORMAT, until, firstTimestamp, String.join(",", parts));
        if (log != null) {
            batch += ',' + LOG_MARK + log.text();
        }
        return exits == null ? batch : batch + ';' + exits.text(from);
    }

    /**
     * The batch that was announced.
     *
     * @param from the offset that it was committed with
     */
    public BatchSpan span(String topic, int partition, long from) {
        return new BatchSpan(topic, partition, from, until, firstTimestamp, log);
    }

    /**
     * The intent in this metadata, or null when it holds none.
     *
     * @param from the offset that it was committed with
     */
    public static @Nullable Intent parse(@Nullable String metadata, long from) {
        if (metadata == null || metadata.length() > MAX_LENGTH || !metadata.startsWith(Committed.FORMAT)) {
            return null;
        }
        String[] fields = metadata.split(";", -1);
        boolean withExits = fields.length == FIELDS + 1;
        if (!withExits && fields.length != FIELDS || fields[3].isEmpty()) {
            return null;
        }
        try {
            RoutingPlan exits = withExits ? RoutingPlan.parse(fields[FIELDS], from) : null;
            if (withExits && exits == null) {
                return null;
            }
            List<String> parts = List.of(fields[3].split(",", -1));
            LogId log = null;
            if (parts.getLast().startsWith(LOG_MARK)) {
                log = LogId.parse(parts.getLast().substring(LOG_MARK.length()));
                parts = parts.subList(0, parts.size() - 1);
                if (log == null || parts.isEmpty()) {
                    return null;
                }
            }
            return new Intent(Long.parseLong(fields[1]), Long.parseLong(fields[2]), parts, exits, log);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
