package dev.tapedeck.session.recorder;

import dev.tapedeck.scan.json.Surrogates;
import dev.tapedeck.scan.snapshot.ConsolePayload;
import dev.tapedeck.scan.snapshot.ScannedBody;
import dev.tapedeck.scan.snapshot.ScannedBody.MobileMode;
import dev.tapedeck.screen.verdict.Admission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a session that its summary row and its console lines tell, beside the events themselves. One thread at a time.
 */
class SessionFacts {

    private static final int LABEL_UNITS = 1_000;
    private static final int LONG_TEXT_UNITS = 4_096;
    private static final int MOST_URLS = 25;

    /** Heap that a text takes beside its characters. */
    private static final int TEXT_BYTES = 64;

    private final Activity activity = new Activity();
    private final Offsets offsets = new Offsets();
    private final ConsoleLog console = new ConsoleLog();

    /** The first distinct URLs, in arrival order. */
    private final List<String> urls = new ArrayList<>(1);

    private final String snapshotSource;
    private String distinctId = "";
    private @Nullable String snapshotLibrary;
    private @Nullable MobileMode snapshotMode;
    private long textBytes;
    private long firstMicros = Long.MAX_VALUE;
    private long lastMicros = Long.MIN_VALUE;

    /** @param snapshotSource what the first message says; null or empty for a browser */
    SessionFacts(@Nullable String snapshotSource) {
        this.snapshotSource = snapshotSource == null || snapshotSource.isEmpty()
                ? "web"
                : kept(Surrogates.cut(snapshotSource, LABEL_UNITS));
    }

    /** Adds the facts of a message as a whole. */
    void add(Admission message) {
        offsets.add(message.message().origin().offset());
        if (distinctId.isEmpty()) {
            distinctId = kept(Surrogates.cut(message.distinctId(), LONG_TEXT_UNITS));
        }
        String library = message.body().snapshotLibrary();
        if (snapshotLibrary == null && library != null && !library.isEmpty()) {
            snapshotLibrary = kept(Surrogates.cut(library, LABEL_UNITS));
        }
    }

    /** Adds the facts of event {@code i} of a message. */
    void add(Admission message, int i) {
        ScannedBody body = message.body();
        double timestamp = body.timestamp(i);
        long micros = micros(timestamp);
        firstMicros = Math.min(firstMicros, micros);
        lastMicros = Math.max(lastMicros, micros);
        activity.add(timestamp, body.type(i), body.source(i), body.interaction(i));
        String href = body.href(i);
        if (href != null && urls.size() < MOST_URLS) {
            String url = Surrogates.cut(href, LONG_TEXT_UNITS);
            if (!urls.contains(url)) {
                urls.add(kept(url));
            }
        }
        if (message.consoleLogs()) {
            ConsolePayload line = body.console(i);
            if (line != null) {
                console.add(line, micros, message.message().origin().offset());
            }
        }
        if (snapshotMode == null && "mobile".equals(body.snapshotSource())) {
            snapshotMode = body.mobileMode(i);
        }
    }

    /** Counts the heap that a text takes. */
    private String kept(String text) {
        textBytes += TEXT_BYTES + 2L * text.length();
        return text;
    }

    /** Epoch microseconds, floored; apart for whole milliseconds and the rest, as the product would not fit a double exactly. */
    private static long micros(double millis) {
        long whole = (long) millis;
        return whole * 1_000 + (long) ((millis - whole) * 1_000);
    }

    /** About how many bytes of heap it takes. */
    long heldBytes() {
        return activity.heldBytes() + toldBytes();
    }

    /** About how many of these bytes stay until the session's row is written. */
    long toldBytes() {
        return textBytes + offsets.heldBytes() + console.heldBytes();
    }

    ConsoleLines console() {
        return console.lines();
    }

    /**
     * Returns the facts of the block.
     *
     * @param events how many events were recorded
     * @param dropped how many were left out
     * @param rawBytes the length of the lines as they are encoded
     */
    BlockFacts of(int events, int dropped, long rawBytes) {
        return new BlockFacts(
                distinctId,
                micros(firstMicros),
                micros(lastMicros),
                events,
                offsets.count(),
                offsets.list(),
                dropped,
                rawBytes,
                urls.isEmpty() ? null : urls.getFirst(),
                urls,
                activity.clicks(),
                activity.keypresses(),
                activity.mouseActivity(),
                activity.activeMillis(),
                console.infos(),
                console.warns(),
                console.errors(),
                snapshotSource,
                snapshotLibrary,
                snapshotMode == null ? null : snapshotMode.name().toLowerCase(Locale.ROOT));
    }

    /** The same without everything that has to be computed, for when a bug makes {@link #of} fail. */
    BlockFacts least(int events, int dropped, long rawBytes) {
        return new BlockFacts(
                distinctId,
                micros(firstMicros),
                micros(lastMicros),
                events,
                offsets.count(),
                offsets.list(),
                dropped,
                rawBytes,
                null,
                List.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                snapshotSource,
                snapshotLibrary,
                null);
    }

    /** A time that a row can hold, even if a bug has kept all times from being added. */
    private long micros(long micros) {
        return firstMicros > lastMicros ? 0 : micros;
    }

    /** Offsets of messages, in arrival order. */
    private static final class Offsets {

        /** A number in the array, and an object and its place in a list afterwards. */
        private static final int LISTED_BYTES = 32;

        private long[] offsets = new long[2];
        private int count;

        void add(long offset) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * count);
            }
            offsets[count++] = offset;
        }

        /** About how many bytes they take, in the array and in what {@link #list} returns. */
        long heldBytes() {
            return LISTED_BYTES * (long) offsets.length;
        }

        int count() {
            return count;
        }

        List<Long> list() {
            return Arrays.stream(offsets, 0, count).boxed().toList();
        }
    }
}
