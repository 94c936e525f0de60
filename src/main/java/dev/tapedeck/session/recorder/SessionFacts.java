package dev.tapedeck.session.recorder;

import dev.tapedeck.scan.json.Surrogates;
import dev.tapedeck.scan.snapshot.ConsolePayload;
import dev.tapedeck.scan.snapshot.ScannedBody;
import dev.tapedeck.scan.snapshot.ScannedBody.MobileMode;
import dev.tapedeck.screen.verdict.Admission;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is told of a session's events beside the events themselves: its summary row, and its console lines. One thread at a time. */
class SessionFacts {

    private static final int LABEL_UNITS = 1_000;
    private static final int PERSON_UNITS = 4_096;

    /** What a text takes beside its characters. */
    private static final int TEXT_BYTES = 64;

    private final Activity activity = new Activity();
    private final Offsets offsets = new Offsets();
    private final VisitedUrls urls = new VisitedUrls();
    private final ConsoleLog console = new ConsoleLog();
    private final String snapshotSource;
    private String distinctId = "";
    private @Nullable String snapshotLibrary;
    private @Nullable MobileMode snapshotMode;
    private long labelBytes;
    private long firstMicros = Long.MAX_VALUE;
    private long lastMicros = Long.MIN_VALUE;

    /** @param snapshotSource what the first message says; null or empty for a browser */
    SessionFacts(@Nullable String snapshotSource) {
        this.snapshotSource =
                snapshotSource == null || snapshotSource.isEmpty() ? "web" : label(snapshotSource, LABEL_UNITS);
    }

    /** Adds what a message says as a whole. */
    void add(Admission message) {
        offsets.add(message.message().origin().offset());
        if (distinctId.isEmpty()) {
            distinctId = label(message.distinctId(), PERSON_UNITS);
        }
        String library = message.body().snapshotLibrary();
        if (snapshotLibrary == null && library != null && !library.isEmpty()) {
            snapshotLibrary = label(library, LABEL_UNITS);
        }
    }

    /** Adds what event {@code i} of a message says. */
    void add(Admission message, int i) {
        ScannedBody body = message.body();
        double timestamp = body.timestamp(i);
        long micros = micros(timestamp);
        firstMicros = Math.min(firstMicros, micros);
        lastMicros = Math.max(lastMicros, micros);
        activity.add(timestamp, body.type(i), body.source(i), body.interaction(i));
        String href = body.href(i);
        if (href != null) {
            urls.add(href);
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

    private String label(String text, int units) {
        String cut = Surrogates.cut(text, units);
        labelBytes += TEXT_BYTES + 2L * cut.length();
        return cut;
    }

    /** Epoch microseconds, floored; apart for whole milliseconds and the rest, as the product would not fit a double exactly. */
    private static long micros(double millis) {
        long whole = (long) millis;
        return whole * 1_000 + (long) ((millis - whole) * 1_000);
    }

    /** About how many bytes of memory it takes. */
    long heldBytes() {
        return activity.heldBytes() + toldBytes();
    }

    /** About how many bytes of it stay until the session's row is written. */
    long toldBytes() {
        return labelBytes + offsets.heldBytes() + urls.heldBytes() + console.heldBytes();
    }

    ConsoleLines console() {
        return console.lines();
    }

    /**
     * What the block's summary row says.
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
                urls.first(),
                urls.all(),
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

    /** The same where a bug keeps all that has to be worked out from being told. */
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

    /** What a row can hold, even where a bug has kept every time from being told. */
    private long micros(long micros) {
        return firstMicros > lastMicros ? 0 : micros;
    }
}
