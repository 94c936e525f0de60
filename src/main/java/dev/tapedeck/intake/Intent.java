package dev.tapedeck.intake;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a lane is about to write, kept by Kafka as the metadata of the committed offset. Whoever owns the partition next
 * finishes exactly this batch first.
 *
 * @param until the offset at which the batch ends, exclusive
 * @param firstTimestamp the Kafka timestamp of its first message, epoch milliseconds
 * @param parts names of the objects to be written, unique within the batch
 */
public record Intent(long until, long firstTimestamp, List<String> parts) {

    /** Marks the format; a reader that finds another one ignores the metadata. */
    private static final String FORMAT = "tapedeck1";

    /** Kafka's own bound on the metadata is 4096 bytes by default; more is no intent of ours. */
    private static final int MAX_LENGTH = 1024;

    public Intent {
        parts = List.copyOf(parts);
    }

    /** The metadata text: {@code tapedeck1;<until>;<first timestamp>;<part>,<part>}. */
    public String metadata() {
        return String.format(Locale.ROOT, "%s;%d;%d;%s", FORMAT, until, firstTimestamp, String.join(",", parts));
    }

    /** The intent in this metadata, or null when it holds none. */
    public static @Nullable Intent parse(@Nullable String metadata) {
        if (metadata == null || metadata.length() > MAX_LENGTH || !metadata.startsWith(FORMAT + ";")) {
            return null;
        }
        String[] fields = metadata.split(";", -1);
        if (fields.length != 4 || fields[3].isEmpty()) {
            return null;
        }
        try {
            return new Intent(Long.parseLong(fields[1]), Long.parseLong(fields[2]), List.of(fields[3].split(",", -1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
