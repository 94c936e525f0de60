package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.scan.body.Inflation;
import dev.tapedeck.scan.snapshot.LineFrame;
import dev.tapedeck.scan.snapshot.Scan;
import dev.tapedeck.scan.snapshot.ScannedBody;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.screen.verdict.Verdict.Admit;
import dev.tapedeck.screen.verdict.Verdict.DeadLetter;
import dev.tapedeck.screen.verdict.Verdict.Divert;
import dev.tapedeck.screen.verdict.Verdict.Drop;
import dev.tapedeck.screen.verdict.Verdict.Later;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.screen.warning.WarningType;
import dev.tapedeck.telemetry.ScreenMeters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last look at a message. The body is inflated and scanned. Its ids are compared with those of the headers, its clocks with the time of
 * capture, and its size with the rate of its session.
 *
 * @param maxBodyBytes the most that a body may have when inflated
 * @param clock the rule on items' timestamps
 * @param diverting whether messages of hot sessions are sent to the overflow topic
 * @param meters counts the items that are left out
 */
public record BodyCheck(int maxBodyBytes, TimestampPolicy clock, boolean diverting, ScreenMeters meters) {

    /**
     * A message whose headers, team and session let it come in.
     *
     * @param message the message
     * @param named what its headers name
     * @param team its team
     * @param session its session
     * @param retention how long its session is kept
     * @param announced whether it is of an announced batch, from which the rate of its session takes no message
     */
    record Candidate(
            InboundMessage message,
            HeaderCheck.Outcome.Named named,
            Team team,
            SessionKey session,
            Retention retention,
            boolean announced) {}

    Verdict judge(Candidate candidate, ScreeningContext context, long nowMillis) {
        InboundMessage message = candidate.message();
        byte[] value = message.value();
        if (value == null || value.length == 0) {
            return new DeadLetter(DeadLetterReason.EMPTY, "no value");
        }
        if (message.timestamp() < 0) {
            return new DeadLetter(DeadLetterReason.EMPTY, "no timestamp");
        }
        String encoding = candidate.named().headers().contentEncoding();
        return switch (context.reader().inflate(value, encoding, context.claim())) {
            case Inflation.NoRoom() -> new Later();
            case Inflation.Damaged(String cause) -> new DeadLetter(DeadLetterReason.BAD_COMPRESSION, cause);
            case Inflation.TooLarge(long bytes) ->
                tooLarge(candidate, bytes, "inflates to " + bytes + " bytes or more");
            case Inflation.Plain(byte[] bytes, int length) ->
                switch (context.reader().scan(bytes, length, context.claim())) {
                    case Scan.NoRoom() -> new Later();
                    case Scan.Rejected(Scan.Fault fault) -> rejected(candidate, fault);
                    case Scan.Accepted(ScannedBody body) -> judge(candidate, body, context, nowMillis);
                };
        };
    }

    private Verdict judge(Candidate candidate, ScannedBody body, ScreeningContext context, long nowMillis) {
        HeaderCheck.Outcome.Named named = candidate.named();
        if (!SessionKey.normalise(body.sessionId()).equals(named.sessionId())) {
            return new DeadLetter(DeadLetterReason.SESSION_MISMATCH, "");
        }
        // The header's text has its NULs replaced already.
        if (!body.distinctId().replace('\0', '\uFFFD').equals(named.distinctId())) {
            return new DeadLetter(DeadLetterReason.DISTINCT_ID_MISMATCH, "");
        }
        if (body.events() == 0) {
            meters.invalidItems(body.invalidItems());
            return new Drop(DropReason.NO_VALID_EVENTS, List.of(noValidEvents(candidate)));
        }
        InboundMessage message = candidate.message();
        long capturedAt = TimestampPolicy.capturedAt(named.headers().now(), message.timestamp());
        TimestampPolicy.Findings clocks = clock.discardStrays(body, capturedAt);
        List<IngestionWarning> warnings = new ArrayList<>(3);
        if (clocks.discarded() > 0) {
            warnings.add(clockTooFar(candidate, clocks));
        }
        if (body.invalidItems() > 0) {
            warnings.add(invalidItems(candidate, body, clocks));
        }
        if (clocks.kept() == 0) {
            count(body, clocks);
            return new Drop(DropReason.CLOCK_TOO_FAR, List.copyOf(warnings));
        }
        String windowId = body.windowId();
        long repeated = LineFrame.bytes(windowId == null ? "" : windowId) * clocks.kept();
        if (repeated > maxBodyBytes) {
            String finding = "repeats its window id in " + clocks.kept() + " lines, " + repeated + " bytes";
            return tooLarge(candidate, repeated, finding);
        }
        if (!context.claim().has(body.end(body.events() - 1) + repeated)) {
            return new Later();
        }
        if (diverting
                && !candidate.announced()
                && context.hotSessions().isHot(candidate.session(), message.size(), sentAt(message, nowMillis))) {
            return new Divert(DivertReason.HOT_SESSION);
        }
        count(body, clocks);
        addLibraryWarning(candidate, warnings);
        Admission admission = new Admission(
                message,
                candidate.session(),
                named.distinctId(),
                candidate.retention(),
                candidate.team().consoleLogs(),
                body);
        return new Admit(admission, List.copyOf(warnings));
    }

    /** Counts the items that are left out. Only when the verdict is final: a message may be judged several times. */
    private void count(ScannedBody body, TimestampPolicy.Findings clocks) {
        meters.invalidItems(body.invalidItems());
        meters.strayItems(clocks.discarded());
    }

    private Verdict tooLarge(Candidate candidate, long bytes, String finding) {
        String sessionId = candidate.session().sessionId();
        Instant timestamp = Instant.ofEpochMilli(candidate.message().timestamp());
        IngestionWarning warning = WarningType.MESSAGE_TOO_LARGE.about(
                candidate.team().id(),
                sessionId,
                Map.of(
                        "timestamp", timestamp,
                        "replayRecord", Map.of("session_id", sessionId),
                        "snapshotBytes", bytes));
        String detail = finding + ", over the limit of " + maxBodyBytes;
        return new DeadLetter(DeadLetterReason.TOO_LARGE, detail, List.of(warning));
    }

    /** When the message came to Kafka. By the clock, all messages that waited during an outage would come at once, and be hot. */
    private static long sentAt(InboundMessage message, long nowMillis) {
        return message.timestamp() <= 0 ? nowMillis : Math.min(message.timestamp(), nowMillis);
    }

    private static IngestionWarning noValidEvents(Candidate candidate) {
        return WarningType.NO_VALID_EVENTS.about(
                candidate.team().id(),
                "",
                Map.of("sessionId", candidate.session().sessionId()));
    }

    private static IngestionWarning invalidItems(
            Candidate candidate, ScannedBody body, TimestampPolicy.Findings clocks) {
        return WarningType.INVALID_EVENTS.about(
                candidate.team().id(),
                "",
                Map.of(
                        "sessionId", candidate.session().sessionId(),
                        "discarded", body.invalidItems(),
                        "kept", clocks.kept()));
    }

    private IngestionWarning clockTooFar(Candidate candidate, TimestampPolicy.Findings clocks) {
        return WarningType.CLOCK_TOO_FAR.about(
                candidate.team().id(),
                "",
                Map.of(
                        "sessionId", candidate.session().sessionId(),
                        "startDiffDays", clocks.startDiffDays(),
                        "endDiffDays", clocks.endDiffDays(),
                        "thresholdDays", clock.tolerance().toDays(),
                        "discarded", clocks.discarded(),
                        "kept", clocks.kept()));
    }

    private static void addLibraryWarning(Candidate candidate, List<IngestionWarning> warnings) {
        String text = candidate.named().headers().libVersion();
        LibraryVersion version = text == null ? null : LibraryVersion.parse(text);
        if (text != null && version != null && version.isTooOld()) {
            warnings.add(WarningType.LIB_VERSION_TOO_OLD.about(
                    candidate.team().id(),
                    text,
                    Map.of(
                            "libVersion",
                            text,
                            "parsedVersion",
                            Map.of("major", version.major(), "minor", version.minor()))));
        }
    }

    private Verdict rejected(Candidate candidate, Scan.Fault fault) {
        return switch (fault) {
            case INVALID_JSON -> new DeadLetter(DeadLetterReason.INVALID_JSON, "");
            case INVALID_PAYLOAD -> new DeadLetter(DeadLetterReason.INVALID_PAYLOAD, "");
            case NOT_A_SNAPSHOT -> new DeadLetter(DeadLetterReason.NOT_A_SNAPSHOT, "");
            case TOO_LONG_REPAIRED ->
                tooLarge(candidate, maxBodyBytes + 1L, "has more bytes with its invalid UTF-8 replaced");
            case TOO_LONG_UNPACKED -> tooLarge(candidate, maxBodyBytes + 1L, "has more bytes with its events unpacked");
            case TOO_MANY_EVENTS -> new DeadLetter(DeadLetterReason.TOO_LARGE, "more than 1048576 events");
        };
    }

    /**
     * A recording library's version.
     *
     * @param major the first number
     * @param minor the second
     */
    record LibraryVersion(int major, int minor) {

        private static final Pattern THREE_PARTS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.[^.]+");
        private static final int FIRST_GOOD_MINOR = 75;

        /** The version that a text of three parts with dots between names; null when it names none. */
        static @Nullable LibraryVersion parse(String text) {
            Matcher matcher = THREE_PARTS.matcher(text);
            return matcher.matches()
                    ? new LibraryVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                    : null;
        }

        /** Whether recordings of this version are known to play badly: 1.0 to 1.74. */
        boolean isTooOld() {
            return major == 1 && minor < FIRST_GOOD_MINOR;
        }
    }
}
