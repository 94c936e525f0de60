package dev.tapedeck.session.recorder;

import dev.tapedeck.runtime.Bugs;
import dev.tapedeck.scan.snapshot.LineFrame;
import dev.tapedeck.scan.snapshot.ScannedBody;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.telemetry.OperatorMessage;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One session in an open batch: its lines, and beside them all that its summary row will say. A line is {@code [windowId,event]}
 * and a line feed; events are verbatim and in arrival order. One thread at a time.
 */
public final class SessionRecorder {

    /** The most bytes of lines: with them, no array that encoding makes of them passes what an array can have. */
    public static final int MOST_BYTES = 1 << 30;

    private static final Logger LOG = Logger.getLogger(SessionRecorder.class);

    /** What a session takes before its first line: about twenty small objects, and its place in the lane's collections. */
    private static final int OVERHEAD_BYTES = 1 << 10;

    /** What it takes until its row is written: its block and all that tells of it are there before its lines are gone. */
    private static final int TOLD_BYTES = 1 << 10;

    private static final byte[] LINE_END = {']', '\n'};

    private final SessionKey session;
    private final Retention retention;
    private final LineBuffer lines;
    private final CompressedEvents wrapped = new CompressedEvents();
    private final SessionFacts facts;
    private final long idBytes;
    private int events;
    private int dropped;
    private boolean defect;

    public SessionRecorder(Admission first, BufferPool pool) {
        this(first, pool, new SessionFacts(first.body().snapshotSource()));
    }

    public SessionRecorder(Admission first, BufferPool pool, SessionFacts facts) {
        session = first.session();
        idBytes = 2L * session.sessionId().length();
        retention = first.retention();
        lines = new LineBuffer(pool);
        this.facts = facts;
    }

    /**
     * Whether a message can become lines behind those that are there, so that none is recorded in part.
     *
     * @param length how many bytes of lines the session has
     */
    public static boolean fits(long length, ScannedBody body) {
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
    public RecordOutcome record(Admission message, long limit) {
        return record(message, limit, outcome -> {});
    }

    /**
     * The same. When something throws, the lines are what they were before.
     *
     * @param limit how many events the session may have in this batch
     * @param accounting is told what becomes of the events, before the session's row tells of them; when it throws, nothing becomes of them
     */
    public RecordOutcome record(Admission message, long limit, Consumer<RecordOutcome> accounting) {
        int length = lines.length();
        int wrappedEvents = wrapped.size();
        RecordOutcome outcome;
        try {
            outcome = append(message.body(), Math.max(0, limit - events));
            accounting.accept(outcome);
        } catch (RuntimeException | Error failure) {
            lines.cut(length);
            wrapped.cut(wrappedEvents);
            throw failure;
        }
        events += outcome.recorded();
        dropped += outcome.dropped() + leftOut(message.body());
        observe(message, outcome.recorded());
        return outcome;
    }

    private RecordOutcome append(ScannedBody body, long most) {
        String window = body.windowId();
        byte[] prefix = LineFrame.prefix(window == null ? "" : window);
        int recorded = 0;
        int refused = 0;
        for (int i = 0; i < body.events(); i++) {
            if (body.kept(i) && recorded < most) {
                append(prefix, body, i);
                recorded++;
            } else if (body.kept(i)) {
                refused++;
            }
        }
        return new RecordOutcome(recorded, refused);
    }

    /** How many items of a message were no events, or discarded. */
    private static int leftOut(ScannedBody body) {
        int leftOut = body.invalidItems();
        for (int i = 0; i < body.events(); i++) {
            leftOut += body.kept(i) ? 0 : 1;
        }
        return leftOut;
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

    /** Tells of the first events of a message, as many as were recorded. A bug in that must keep no event from being recorded. */
    private void observe(Admission message, int recorded) {
        ScannedBody body = message.body();
        int told = 0;
        for (int i = 0; told < recorded; i++) {
            if (body.kept(i)) {
                told++;
                observeEvent(message, i);
            }
        }
        if (recorded > 0) {
            try {
                facts.add(message);
            } catch (RuntimeException | Error bug) {
                untold(bug, message.message().origin());
            }
        }
    }

    private void observeEvent(Admission message, int i) {
        try {
            facts.add(message, i);
        } catch (RuntimeException | Error bug) {
            untold(bug, message.message().origin());
        }
    }

    private void untold(Throwable bug, Object of) {
        Bugs.isolate(bug);
        if (!defect) {
            defect = true;
            OperatorMessage.NOT_IN_ROW.logWithCause(LOG, bug, of);
        }
    }

    public SessionKey session() {
        return session;
    }

    public Retention retention() {
        return retention;
    }

    public LineBuffer lines() {
        return lines;
    }

    /** About how many bytes of memory the session takes: its lines, and all that is kept beside them. */
    public long heldBytes() {
        return OVERHEAD_BYTES + TOLD_BYTES + idBytes + lines.heldBytes() + wrapped.heldBytes() + facts.heldBytes();
    }

    /** About how many bytes of it stay until its row is written, beside those of the block. */
    public long toldBytes() {
        return TOLD_BYTES + idBytes + facts.toldBytes();
    }

    /** Where in the lines the events are that have compressed fields. */
    public CompressedEvents wrapped() {
        return wrapped;
    }

    public ConsoleLines console() {
        return facts.console();
    }

    /**
     * What the block's summary row says.
     *
     * @param rawBytes the length of the lines as they are encoded
     */
    public BlockFacts facts(long rawBytes) {
        try {
            return facts.of(events, dropped, rawBytes);
        } catch (RuntimeException | Error bug) {
            untold(bug, "a session of team " + session.teamId());
            return facts.least(events, dropped, rawBytes);
        }
    }
}
