package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.scan.body.Inflation;
import dev.tapedeck.scan.snapshot.LineFrame;
import dev.tapedeck.scan.snapshot.Scan;
import dev.tapedeck.scan.snapshot.ScanFault;
import dev.tapedeck.scan.snapshot.ScannedBody;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
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

/**
 * The last look at a message: its body inflated and scanned, its ids against the headers', its clocks, and the rate of its
 * session.
 *
 * @param maxBodyBytes the most that a body may have when inflated
 * @param clock the rule on items' timestamps
 * @param diverting whether messages of hot sessions are sent to the overflow topic
 * @param meters counts the items that are left out
 */
public record BodyCheck(int maxBodyBytes, TimestampPolicy clock, boolean diverting, ScreenMeters meters) {

    Verdict judge(Judge.Candidate candidate, Retention retention, ScreeningContext desk, long nowMillis) {
        InboundMessage message = candidate.message();
        byte[] value = message.value();
        if (value == null || value.length == 0) {
            return new DeadLetter(DeadLetterReason.EMPTY, "no value");
        }
        if (message.timestamp() < 0) {
            return new DeadLetter(DeadLetterReason.EMPTY, "no timestamp");
        }
        String encoding = candidate.named().headers().contentEncoding();
        return switch (desk.reader().inflate(value, encoding, desk.claim())) {
            case Inflation.NoRoom() -> new Later();
            case Inflation.Damaged(String cause) -> new DeadLetter(DeadLetterReason.BAD_COMPRESSION, cause);
            case Inflation.TooLarge(long bytes) ->
                tooLarge(candidate, bytes, "inflates to " + bytes + " bytes or more");
            case Inflation.Plain(byte[] bytes, int length) ->
                switch (desk.reader().scan(bytes, length, desk.claim())) {
                    case Scan.NoRoom() -> new Later();
                    case Scan.Rejected(ScanFault fault) -> rejected(candidate, fault);
                    case Scan.Accepted(ScannedBody body) -> judgeIds(candidate, retention, body, desk, nowMillis);
                };
        };
    }

    private Verdict tooLarge(Judge.Candidate candidate, long bytes, String finding) {
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

    private Verdict judgeIds(
            Judge.Candidate candidate, Retention retention, ScannedBody body, ScreeningContext desk, long nowMillis) {
        if (!SessionKey.normalise(body.sessionId()).equals(candidate.named().sessionId())) {
            return new DeadLetter(DeadLetterReason.SESSION_MISMATCH, "");
        }
        // The header's text has its NULs replaced already.
        if (!body.distinctId().replace('\0', '\uFFFD').equals(candidate.named().distinctId())) {
            return new DeadLetter(DeadLetterReason.DISTINCT_ID_MISMATCH, "");
        }
        return judgeClocks(candidate, retention, body, desk, nowMillis);
    }

    private Verdict judgeClocks(
            Judge.Candidate candidate, Retention retention, ScannedBody body, ScreeningContext desk, long nowMillis) {
        if (body.events() == 0) {
            meters.invalidItems(body.invalidItems());
            return new Drop(DropReason.NO_VALID_EVENTS, List.of(noValidEvents(candidate)));
        }
        long capturedAt = TimestampPolicy.capturedAt(
                candidate.named().headers().now(), candidate.message().timestamp());
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
        if (!desk.claim().has(body.end(body.events() - 1) + repeated)) {
            return new Later();
        }
        return judgeRate(candidate, retention, body, clocks, desk, warnings, nowMillis);
    }

    /** Counts the items that are left out. Once the verdict is final: a message may be judged several times. */
    private void count(ScannedBody body, TimestampPolicy.Findings clocks) {
        meters.invalidItems(body.invalidItems());
        meters.strayItems(clocks.discarded());
    }

    private Verdict judgeRate(
            Judge.Candidate candidate,
            Retention retention,
            ScannedBody body,
            TimestampPolicy.Findings clocks,
            ScreeningContext desk,
            List<IngestionWarning> warnings,
            long nowMillis) {
        SessionKey session = candidate.session();
        if (diverting
                && !candidate.announced()
                && desk.hotSessions()
                        .isHot(session, candidate.message().size(), sentAt(candidate.message(), nowMillis))) {
            return new Divert(DivertReason.HOT_SESSION);
        }
        count(body, clocks);
        addLibraryWarning(candidate, warnings);
        Admission admission = new Admission(
                candidate.message(),
                session,
                candidate.named().distinctId(),
                retention,
                candidate.team().consoleLogs(),
                body);
        return new Admit(admission, List.copyOf(warnings));
    }

    /** When the message came to Kafka: by the clock, everything that waited out an outage would come at once, and be hot. */
    private static long sentAt(InboundMessage message, long nowMillis) {
        return message.timestamp() <= 0 ? nowMillis : Math.min(message.timestamp(), nowMillis);
    }

    private static IngestionWarning noValidEvents(Judge.Candidate candidate) {
        return WarningType.NO_VALID_EVENTS.about(
                candidate.team().id(),
                "",
                Map.of("sessionId", candidate.session().sessionId()));
    }

    private static IngestionWarning invalidItems(
            Judge.Candidate candidate, ScannedBody body, TimestampPolicy.Findings clocks) {
        return WarningType.INVALID_EVENTS.about(
                candidate.team().id(),
                "",
                Map.of(
                        "sessionId", candidate.session().sessionId(),
                        "discarded", body.invalidItems(),
                        "kept", clocks.kept()));
    }

    private IngestionWarning clockTooFar(Judge.Candidate candidate, TimestampPolicy.Findings clocks) {
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

    private static void addLibraryWarning(Judge.Candidate candidate, List<IngestionWarning> warnings) {
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

    private Verdict rejected(Judge.Candidate candidate, ScanFault fault) {
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
}
