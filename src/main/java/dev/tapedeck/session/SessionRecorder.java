package dev.tapedeck.session;

import dev.tapedeck.scan.ConsolePayload;
import dev.tapedeck.scan.MobileMode;
import dev.tapedeck.scan.ScannedBody;
import dev.tapedeck.screen.Admission;
import dev.tapedeck.screen.LineFrame;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One session in an open batch: its lines, and all that its summary row will say. A line is {@code [windowId,event]} and a line
 * feed; events are verbatim and in arrival order. One thread at a time.
 */
final class SessionRecorder {

    /** The most bytes of lines: with them, no array that encoding makes of them passes what an array can have. */
    static final int MOST_BYTES = 1 << 30;

    private static final int LABEL_UNITS = 1_000;
    private static final int PERSON_UNITS = 4_096;

    /** What a session takes before its first line: about twenty small objects, and its place in the lane's collections. */
    private static final int OVERHEAD_BYTES = 1 << 10;

    private static final byte[] LINE_END = {']', '\n'};

    private final SessionKey session;
    private final Retention retention;
    private final LineBuffer lines;
    private final WrappedEvents wrapped = new WrappedEvents();
    private final Activity activity = new Activity();
    private final Offsets offsets = new Offsets();
    private final VisitedUrls urls = new VisitedUrls();
    private final ConsoleLog console = new ConsoleLog();
    private final String snapshotSource;
    private String distinctId = "";
    private @Nullable String snapshotLibrary;
    private @Nullable MobileMode snapshotMode;
    private long firstMicros = Long.MAX_VALUE;
    private long lastMicros = Long.MIN_VALUE;
    private int events;
    private int dropped;

    SessionRecorder(Admission first, BufferPool pool) {
        session = first.session();
        retention = first.retention();
        lines = new LineBuffer(pool);
        String source = first.body().snapshotSource();
        snapshotSource = source == null ? "web" : WellFormed.cut(source, LABEL_UNITS);
    }

    /**
     * Whether a message can become lines behind those that are there, so that none is recorded in part.
     *
     * @param length how many bytes of lines the session has
     */
    static boolean fits(long length, ScannedBody body) {
        String window = body.windowId();
        long frames = LineFrame.bytes(window == null ? "" : window) * body.events();
        // The array may have been made for a larger body; only where that is too much it is worth summing up the
        // events.
        return length + body.bytes().length + frames <= MOST_BYTES || length + bytes(body) + frames <= MOST_BYTES;
    }

    private static long bytes(ScannedBody body) {
        long bytes = 0;
        for (int i = 0; i < body.events(); i++) {
            bytes += body.end(i) - body.start(i);
        }
        return bytes;
    }

    /**
     * Adds the kept events of a message of this session.
     *
     * @param limit how many events the session may have in this batch
     */
    RecordOutcome record(Admission message, long limit) {
        ScannedBody body = message.body();
        byte[] prefix = null;
        int recorded = 0;
        int refused = 0;
        for (int i = 0; i < body.events(); i++) {
            if (!body.kept(i)) {
                continue;
            }
            if (events >= limit) {
                refused++;
                continue;
            }
            if (prefix == null) {
                String window = body.windowId();
                prefix = WindowPrefix.of(window == null ? "" : window);
            }
            append(prefix, body, i);
            observe(message, i);
            events++;
            recorded++;
        }
        dropped += refused;
        if (recorded > 0) {
            observe(message);
        }
        return new RecordOutcome(recorded, refused);
    }

    private void append(byte[] prefix, ScannedBody body, int i) {
        lines.append(prefix, 0, prefix.length);
        int start = lines.length();
        lines.append(body.bytes(), body.start(i), body.end(i));
        if (body.wrapped(i)) {
            wrapped.add(start, lines.length());
        }
        lines.append(LINE_END, 0, LINE_END.length);
    }

    private void observe(Admission message) {
        offsets.add(message.message().origin().offset());
        if (distinctId.isEmpty()) {
            distinctId = WellFormed.cut(message.distinctId(), PERSON_UNITS);
        }
        String library = message.body().snapshotLibrary();
        if (snapshotLibrary == null && library != null && !library.isEmpty()) {
            snapshotLibrary = WellFormed.cut(library, LABEL_UNITS);
        }
    }

    private void observe(Admission message, int i) {
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
        if (snapshotMode == null && snapshotSource.equals("mobile")) {
            snapshotMode = body.mobileMode(i);
        }
    }

    /** Epoch microseconds, floored; apart for whole milliseconds and the rest, as the product would not fit a double exactly. */
    private static long micros(double millis) {
        long whole = (long) millis;
        return whole * 1_000 + (long) ((millis - whole) * 1_000);
    }

    SessionKey session() {
        return session;
    }

    Retention retention() {
        return retention;
    }

    LineBuffer lines() {
        return lines;
    }

    /** About how many bytes of memory the session takes: its lines, and all that is kept beside them. */
    long heldBytes() {
        return OVERHEAD_BYTES
                + lines.heldBytes()
                + wrapped.heldBytes()
                + activity.heldBytes()
                + urls.heldBytes()
                + console.heldBytes();
    }

    /** Where in the lines the events are that have compressed fields. */
    WrappedEvents wrapped() {
        return wrapped;
    }

    /** About how many bytes the console lines take. */
    long consoleBytes() {
        return console.heldBytes();
    }

    List<ConsoleLine> console() {
        return console.lines();
    }

    /**
     * What the block's summary row says.
     *
     * @param rawBytes the length of the lines as they are encoded
     */
    BlockFacts facts(long rawBytes) {
        return new BlockFacts(
                distinctId,
                firstMicros,
                lastMicros,
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
}
