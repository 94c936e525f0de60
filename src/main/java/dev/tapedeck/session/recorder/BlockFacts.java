package dev.tapedeck.session.recorder;

import dev.tapedeck.scan.json.Surrogates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a block, which become its summary row. Texts are well-formed: ClickHouse refuses a row with a lone surrogate, and then all
 * rows of the object.
 *
 * @param distinctId the first distinct id among the block's messages; at most 4096 UTF-16 units
 * @param firstMicros the earliest event, epoch microseconds
 * @param lastMicros the latest event, epoch microseconds
 * @param events events in the block
 * @param messages Kafka messages with events in the block
 * @param offsets the offsets of these messages, ascending. Empty in indexes of versions that did not keep them
 * @param droppedEvents events of its messages that are not in the block: over the limit of events per session and batch, invalid, or with
 *     a clock too far from the time of capture
 * @param rawBytes length of the block's lines before compression, with line feeds
 * @param firstUrl the first URL in arrival order
 * @param urls at most 25 distinct URLs in arrival order, each cut to 4096 UTF-16 units
 * @param clicks clicks, context menus, double clicks and ends of touches
 * @param keypresses input events
 * @param mouseActivity mouse moves, mouse interactions and touch moves
 * @param activeMillis time with activity, milliseconds
 * @param consoleInfos console lines of level info
 * @param consoleWarns console lines of level warn
 * @param consoleErrors console lines of level error
 * @param snapshotSource the first message's source, {@code web} when it names none; at most 1000 characters
 * @param snapshotLibrary the first library named; at most 1000 characters
 * @param snapshotMode {@code screenshot} or {@code wireframe} of messages with a mobile source, once an event tells
 */
public record BlockFacts(
        String distinctId,
        long firstMicros,
        long lastMicros,
        int events,
        int messages,
        List<Long> offsets,
        int droppedEvents,
        long rawBytes,
        @Nullable String firstUrl,
        List<String> urls,
        int clicks,
        int keypresses,
        int mouseActivity,
        long activeMillis,
        int consoleInfos,
        int consoleWarns,
        int consoleErrors,
        String snapshotSource,
        @Nullable String snapshotLibrary,
        @Nullable String snapshotMode) {

    public BlockFacts {
        offsets = List.copyOf(offsets);
        distinctId = Surrogates.of(distinctId);
        firstUrl = wellFormed(firstUrl);
        urls = urls.stream().map(Surrogates::of).toList();
        snapshotSource = Surrogates.of(snapshotSource);
        snapshotLibrary = wellFormed(snapshotLibrary);
        snapshotMode = wellFormed(snapshotMode);
    }

    private static @Nullable String wellFormed(@Nullable String text) {
        return text == null ? null : Surrogates.of(text);
    }
}
