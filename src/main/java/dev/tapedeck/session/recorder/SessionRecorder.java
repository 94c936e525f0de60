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
 * One session in an open batch: its lines, and the facts of its summary row. A line is {@code [windowId,event]} and a line feed. Events
 * are verbatim and in arrival order. One thread at a time.
 */
public final class SessionRecorder {

    /** The most bytes of lines. All arrays that encoding makes of them stay within the maximum length of an array. */
    public static final int MOST_BYTES = 1 << 30;

    /**
     * What became of a message's events.
     *
     * @param recorded how many the batch now holds
     * @param dropped how many exceeded the limit of events per session and batch
     */
    public record Outcome(int recorded, int dropped) {

        /** Whether the limit dropped all events. The message then leaves no trace but the count of dropped events. */
        public boolean refused() {
            return recorded == 0 && dropped > 0;
        }
    }

    private static final Logger LOG = Logger.getLogger(SessionRecorder.class);

    /** Heap of a session before its first line: about twenty small objects, and its places in the lane's collections. */
    private static final int OVERHEAD_BYTES = 1 << 10;

    /** Heap of a session until its row is written: its block and its facts exist before its lines are freed. */
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
    private boolean incomplete;

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
     * Whether the lines of a message can be appended as a whole.
     *
     * @param length how many bytes of lines the session has
     */
    public static boolean fits(long length, ScannedBody body) {
        String window = body.windowId();
        long frames = LineFrame.bytes(window == null ? "" : window) * body.events();
        // The array may have been allocated for a larger body. Only if that is too much, the events are summed up.
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
    public Outcome record(Admission message, long limit) {
        return record(message, limit, outcome -> {});
    }

    /**
     * The same. If something throws, the lines are as they were before.
     *
     * @param limit how many events the session may have in this batch
     * @param accounting receives the outcome before the facts of the session change. If it throws, no event is recorded
     */
    public Outcome record(Admission message, long limit, Consumer<Outcome> accounting) {
        int length = lines.length();
        int wrappedEvents = wrapped.size();
        Outcome outcome;
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

    private Outcome append(ScannedBody body, long most) {
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
        return new Outcome(recorded, refused);
    }

    /** How many items of a message were discarded or were not events. */
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

    /** Adds the facts of the first {@code recorded} events of a message. A bug here must not keep an event from being recorded. */
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
        if (!incomplete) {
            incomplete = true;
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

    /** About how many bytes of heap the session takes. */
    public long heldBytes() {
        return OVERHEAD_BYTES + TOLD_BYTES + idBytes + lines.heldBytes() + wrapped.heldBytes() + facts.heldBytes();
    }

    /** About how many of these bytes stay until its row is written, beside the block. */
    public long toldBytes() {
        return TOLD_BYTES + idBytes + facts.toldBytes();
    }

    /** The positions of events with compressed fields in the lines. */
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
