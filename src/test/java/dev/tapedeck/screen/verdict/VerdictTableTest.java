package dev.tapedeck.screen.verdict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.lane.Bodies;
import dev.tapedeck.screen.Messages;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.BodyCheck;
import dev.tapedeck.screen.judge.BodyReaders;
import dev.tapedeck.screen.judge.Desks;
import dev.tapedeck.screen.judge.HeaderCheck;
import dev.tapedeck.screen.judge.Judge;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.screen.judge.ScreeningContext;
import dev.tapedeck.screen.judge.TimestampPolicy;
import dev.tapedeck.screen.restriction.RestrictionKind;
import dev.tapedeck.screen.restriction.RestrictionSet;
import dev.tapedeck.screen.restriction.Rules;
import dev.tapedeck.screen.restriction.StaticRestrictions;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.screen.session.SessionRateLimiter;
import dev.tapedeck.screen.session.SessionRetentions;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.screen.warning.WarningType;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One table of all reasons: what leads to each, and what the message's verdict then says. */
class VerdictTableTest {

    private static final int LIMIT = 1 << 20;
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long NOW = Messages.CAPTURED_AT + 400 * DAY;
    private static final Team TEAM = new Team(7, true, true, Retention.DAYS_30);
    private static final SessionKey KEY = new SessionKey(7, Messages.SESSION);

    /** Reasons that others than the judge decide on: the recorder, and the lane that catches a defect. */
    private static final Set<Object> DECIDED_ELSEWHERE =
            Set.of(DropReason.EARLIER_VERDICT, DropReason.SESSION_EVENT_LIMIT, DeadLetterReason.PROCESSING_ERROR);

    /** The answers of look-ups, with something changed. */
    private record Answers(
            @Nullable RestrictionSet rules,
            Team.@Nullable Answer team,
            SessionRetentions.@Nullable Answer retention,
            SessionGate.@Nullable Status standing) {

        static final Answers GOOD = new Answers(
                Rules.NONE,
                new Team.Answer.Found(TEAM),
                new SessionRetentions.Answer.Resolved(Retention.YEAR_1),
                SessionGate.Status.NEW);

        Answers rules(@Nullable RestrictionSet changed) {
            return new Answers(changed, team, retention, standing);
        }

        Answers team(Team.@Nullable Answer changed) {
            return new Answers(rules, changed, retention, standing);
        }

        Answers retention(SessionRetentions.@Nullable Answer changed) {
            return new Answers(rules, team, changed, standing);
        }

        Answers standing(SessionGate.@Nullable Status changed) {
            return new Answers(rules, team, retention, changed);
        }

        Lookups lookups() {
            return new Lookups(
                    rules,
                    team == null ? Map.of() : Map.of(Messages.TOKEN, team),
                    retention == null ? Map.of() : Map.of(KEY, retention),
                    standing == null ? Map.of() : Map.of(KEY, standing));
        }
    }

    /**
     * A row.
     *
     * @param reason the enum constant that the verdict names
     * @param warning the type of the one warning that the verdict carries; null when it carries none
     */
    private record Row(
            Object reason,
            Messages message,
            Answers answers,
            @Nullable WarningType warning) {

        Row(Object reason, Messages message, Answers answers) {
            this(reason, message, answers, null);
        }

        Row(Object reason, Messages message) {
            this(reason, message, Answers.GOOD, null);
        }
    }

    private static List<Row> rows() {
        Messages good = Messages.good();
        return List.of(
                new Row(Verdict.WaitReason.RESTRICTIONS_UNKNOWN, good, Answers.GOOD.rules(null)),
                new Row(
                        Verdict.WaitReason.RESTRICTIONS_UNREADABLE,
                        good,
                        Answers.GOOD.rules(Rules.unreadable(RestrictionKind.DROP))),
                new Row(DropReason.RESTRICTED, good, Answers.GOOD.rules(rule(RestrictionKind.DROP))),
                new Row(DeadLetterReason.RESTRICTED, good, Answers.GOOD.rules(rule(RestrictionKind.DEAD_LETTER))),
                new Row(DivertReason.RESTRICTED, good, Answers.GOOD.rules(rule(RestrictionKind.OVERFLOW))),
                new Row(DeadLetterReason.TOO_MANY_HEADERS, manyHeaders()),
                new Row(DeadLetterReason.TOO_MANY_HEADERS, Messages.good().header("x", "x".repeat(LIMIT))),
                new Row(DeadLetterReason.NO_TOKEN, Messages.good().header("token", null)),
                new Row(DeadLetterReason.NO_SESSION_ID, Messages.good().header("session_id", "")),
                new Row(DeadLetterReason.NO_SESSION_ID, Messages.good().header("session_id", "s".repeat(1025))),
                new Row(DeadLetterReason.NO_DISTINCT_ID, Messages.good().header("distinct_id", null)),
                new Row(Verdict.WaitReason.TEAM_UNKNOWN, good, Answers.GOOD.team(null)),
                new Row(DropReason.TEAM_MISSING_OR_DISABLED, good, Answers.GOOD.team(new Team.Answer.NoSuchTeam())),
                new Row(
                        DropReason.TEAM_MISSING_OR_DISABLED,
                        good,
                        Answers.GOOD.team(new Team.Answer.Found(new Team(7, false, true, Retention.DAYS_30)))),
                new Row(
                        DropReason.TEAM_WITHOUT_RETENTION,
                        good,
                        Answers.GOOD.team(new Team.Answer.Found(new Team(7, true, true, null)))),
                new Row(Verdict.WaitReason.RETENTION_UNKNOWN, good, Answers.GOOD.retention(null)),
                new Row(
                        DropReason.TEAM_WITHOUT_RETENTION,
                        good,
                        Answers.GOOD.retention(new SessionRetentions.Answer.TeamHasNone())),
                new Row(
                        DropReason.RETENTION_UNRESOLVED,
                        good,
                        Answers.GOOD.retention(new SessionRetentions.Answer.Unresolved())),
                new Row(Verdict.WaitReason.SEEN_UNKNOWN, good, Answers.GOOD.standing(null)),
                new Row(DropReason.SESSION_BLOCKED, good, Answers.GOOD.standing(SessionGate.Status.BLOCKED)),
                new Row(DropReason.SESSION_DELETED, good, Answers.GOOD.standing(SessionGate.Status.DELETED)),
                new Row(
                        Verdict.WaitReason.DELETION_UNKNOWN,
                        good,
                        Answers.GOOD.standing(SessionGate.Status.DELETION_UNKNOWN)),
                new Row(DeadLetterReason.EMPTY, Messages.good().value((byte[]) null)),
                new Row(DeadLetterReason.EMPTY, Messages.good().value("")),
                new Row(DeadLetterReason.EMPTY, Messages.good().timestamp(-1)),
                new Row(
                        DeadLetterReason.BAD_COMPRESSION,
                        Messages.good().header("content-encoding", "lz4").value(new byte[] {1, 0, 0, 0, 9})),
                new Row(
                        DeadLetterReason.TOO_LARGE,
                        Messages.good().value(Bodies.gzip(new byte[LIMIT + 1])),
                        Answers.GOOD,
                        WarningType.MESSAGE_TOO_LARGE),
                new Row(
                        DeadLetterReason.TOO_LARGE,
                        Messages.good().bodyWindow("w".repeat(LIMIT / 2 - 5)).items(items(2)),
                        Answers.GOOD,
                        WarningType.MESSAGE_TOO_LARGE),
                new Row(
                        DeadLetterReason.TOO_LARGE,
                        Messages.good().value(illFormed()),
                        Answers.GOOD,
                        WarningType.MESSAGE_TOO_LARGE),
                new Row(
                        DeadLetterReason.TOO_LARGE,
                        Messages.good()
                                .items(packed("{\"timestamp\":1,\"v\":\"v1\",\"a\":\"" + "x".repeat(LIMIT) + "\"}")),
                        Answers.GOOD,
                        WarningType.MESSAGE_TOO_LARGE),
                new Row(DeadLetterReason.INVALID_JSON, Messages.good().value("{\"data\":")),
                new Row(DeadLetterReason.INVALID_PAYLOAD, Messages.good().value("{\"distinct_id\":1,\"data\":\"{}\"}")),
                new Row(
                        DeadLetterReason.NOT_A_SNAPSHOT,
                        Messages.good().value("{\"distinct_id\":\"person-1\",\"data\":\"{}\"}")),
                new Row(DeadLetterReason.SESSION_MISMATCH, Messages.good().bodySession("another")),
                new Row(DeadLetterReason.DISTINCT_ID_MISMATCH, Messages.good().bodyPerson("another")),
                new Row(
                        DropReason.NO_VALID_EVENTS,
                        Messages.good().items("no item", 1),
                        Answers.GOOD,
                        WarningType.NO_VALID_EVENTS),
                new Row(
                        DropReason.CLOCK_TOO_FAR,
                        Messages.good().items(Messages.item(Messages.CAPTURED_AT - 7 * DAY)),
                        Answers.GOOD,
                        WarningType.CLOCK_TOO_FAR),
                new Row(DivertReason.HOT_SESSION, Messages.good().value(hot())));
    }

    @TestFactory
    Stream<DynamicTest> everyRow_hasItsVerdict() {
        return rows().stream()
                .map(row -> dynamicTest(name(row.reason()), () -> {
                    Verdict verdict = judge(row.message().message(), row.answers());
                    assertThat(reason(verdict)).isEqualTo(row.reason());
                    assertThat(warnings(verdict))
                            .extracting(IngestionWarning::type)
                            .containsExactlyElementsOf(
                                    row.warning() == null
                                            ? List.of()
                                            : List.of(row.warning().label()));
                }));
    }

    @Test
    void everyReason_hasARow() {
        Set<Object> reasons = new HashSet<>(DECIDED_ELSEWHERE);
        rows().forEach(row -> reasons.add(row.reason()));
        assertThat(reasons)
                .containsAll(EnumSet.allOf(DropReason.class))
                .containsAll(EnumSet.allOf(DeadLetterReason.class))
                .containsAll(EnumSet.allOf(DivertReason.class))
                .containsAll(EnumSet.allOf(Verdict.WaitReason.class));
    }

    private static String packed(String event) {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(zlib)) {
            deflated.write(event.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zlib.toString(ISO_8859_1);
    }

    @Test
    void itemsThatAreNoEvents_areToldToTheTeamAndCountedOnce() {
        Messages some = Messages.good().items("no item", Messages.item(Messages.CAPTURED_AT), 1);
        Verdict verdict = judge(some.message(), Answers.GOOD);
        assertThat(verdict).isInstanceOf(Verdict.Admit.class);
        assertThat(warnings(verdict)).singleElement().satisfies(warning -> {
            assertThat(warning.type()).isEqualTo("message_contained_invalid_rrweb_events");
            assertThat(warning.details()).contains("\"discarded\":2", "\"kept\":1");
        });
    }

    @Test
    void good_isAdmittedWithAllThatRecordingNeeds() {
        InboundMessage message = Messages.good().message();
        assertThat(judge(message, Answers.GOOD)).isInstanceOfSatisfying(Verdict.Admit.class, admit -> {
            Admission admission = admit.admission();
            assertThat(admission.message()).isSameAs(message);
            assertThat(admission.session()).isEqualTo(KEY);
            assertThat(admission.distinctId()).isEqualTo(Messages.PERSON);
            assertThat(admission.retention()).isEqualTo(Retention.YEAR_1);
            assertThat(admission.consoleLogs()).isTrue();
            assertThat(admission.body().events()).isEqualTo(1);
            assertThat(admit.warnings()).isEmpty();
        });
    }

    @Test
    void sessionIds_areComparedNormalised() {
        String upper = Messages.SESSION.toUpperCase(Locale.ROOT);
        Messages message = Messages.good().header("session_id", upper).bodySession(upper);
        assertThat(judge(message.message(), Answers.GOOD)).isInstanceOf(Verdict.Admit.class);
    }

    @Test
    void strayItems_areLeftOutAndTheRestIsAdmitted() {
        Messages message = Messages.good()
                .items(
                        Messages.item(Messages.CAPTURED_AT),
                        Messages.item(Messages.CAPTURED_AT + 8 * DAY),
                        Messages.item(Messages.CAPTURED_AT - 6 * DAY));
        assertThat(judge(message.message(), Answers.GOOD)).isInstanceOfSatisfying(Verdict.Admit.class, admit -> {
            assertThat(admit.admission().body().kept(0)).isTrue();
            assertThat(admit.admission().body().kept(1)).isFalse();
            assertThat(admit.admission().body().kept(2)).isTrue();
            assertThat(admit.warnings()).hasSize(1);
            assertThat(admit.warnings().getFirst().details())
                    .contains("\"discarded\":1", "\"kept\":2", "\"endDiffDays\":8.0", "\"thresholdDays\":7");
        });
    }

    @Test
    void clocks_areJudgedByTheHeaderNow() {
        Messages message = Messages.good().timestamp(NOW).header("now", "2026-11-23T14:08:14.667Z");
        assertThat(judge(message.message(), Answers.GOOD)).isInstanceOf(Verdict.Admit.class);
        assertThat(judge(message.header("now", "yesterday").message(), Answers.GOOD))
                .extracting(VerdictTableTest::reason)
                .isEqualTo(DropReason.CLOCK_TOO_FAR);
    }

    @Test
    void oldLibrary_isAdmittedWithAWarning() {
        Messages message = Messages.good().header("lib_version", "1.74.9");
        assertThat(warnings(judge(message.message(), Answers.GOOD)))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.type()).isEqualTo("replay_lib_version_too_old");
                    assertThat(warning.key()).isEqualTo("1.74.9");
                    assertThat(warning.details()).contains("\"major\":1", "\"minor\":74");
                });
    }

    @Test
    void tooLarge_saysItsSize() {
        Messages message = Messages.good().value(Bodies.gzip(new byte[3 * LIMIT]));
        assertThat(judge(message.message(), Answers.GOOD))
                .isInstanceOfSatisfying(
                        Verdict.DeadLetter.class,
                        dead -> assertThat(dead.detail())
                                .contains(String.valueOf(3 * LIMIT))
                                .contains(String.valueOf(LIMIT)));
    }

    /** What waits out an outage in Kafka comes all at once afterwards. */
    @Test
    void aBacklogOfASteadySessionIsNotHot() {
        Judge judge = judge(true);
        ScreeningContext desk = context();
        Map<String, Object> item = Map.of("timestamp", Messages.CAPTURED_AT, "data", "x".repeat(20_000));
        for (int minute = 0; minute < 30; minute++) {
            InboundMessage message = Messages.good()
                    .items(item)
                    .timestamp(Messages.CAPTURED_AT + minute * 60_000L)
                    .message();
            assertThat(judge.judge(message, Answers.GOOD.lookups(), desk, NOW)).isInstanceOf(Verdict.Admit.class);
            desk.clear();
        }
    }

    @Test
    void aLongWindowId_isTooLargeOnlyWithTheItemsThatAreKept() {
        Messages message = Messages.good().bodyWindow("w".repeat(LIMIT / 2 - 6)).items(items(2));
        assertThat(judge(false, message)).isInstanceOf(Verdict.Admit.class);
        assertThat(judge(false, message.items(Messages.item(Messages.CAPTURED_AT), Messages.item(1), items(1)[0])))
                .isInstanceOf(Verdict.Admit.class);
        assertThat(judge(false, message.items(items(3)))).isInstanceOfSatisfying(Verdict.DeadLetter.class, dead -> {
            assertThat(dead.detail())
                    .isEqualTo("repeats its window id in 3 lines, 1572864 bytes, over the limit of 1048576");
            assertThat(dead.warnings().getFirst().details()).contains("\"snapshotBytes\":1572864");
        });
    }

    /** Each of these is a line's escape of six bytes, and far less in the body. */
    @Test
    void aWindowIdOfEscapes_countsAsItIsWritten() {
        Messages message = Messages.good().items(items(100));
        assertThat(judge(false, message.bodyWindow("\u0001".repeat(LIMIT / 600 - 1))))
                .isInstanceOf(Verdict.Admit.class);
        assertThat(judge(false, message.bodyWindow("\u0001".repeat(LIMIT / 600 + 1))))
                .isInstanceOf(Verdict.DeadLetter.class);
    }

    @Test
    void aBodyFullOfTheSmallestEvents_isAdmittedWithAnOrdinaryWindowId() {
        int room = LIMIT
                / (Messages.good().items(items(2)).body().length
                        - Messages.good().items(items(1)).body().length);
        Messages message = Messages.good().bodyWindow(Messages.SESSION).items(items(room - 10));
        assertThat(judge(false, message))
                .isInstanceOfSatisfying(
                        Verdict.Admit.class,
                        admit -> assertThat(admit.admission().body().events()).isEqualTo(room - 10));
    }

    /** All rows of an object are refused for one such time. */
    @ParameterizedTest
    @CsvSource({
        "+12345-01-01T00:00:00Z, 327403382400000",
        "2200-01-01T00:00:00Z, 7258118400000",
        "1969-12-31T00:00:00Z, -5"
    })
    void timesThatNoColumnHolds_areStrays(String now, long timestamp) {
        Messages message = Messages.good().header("now", now).items(Messages.item(timestamp));
        assertThat(judge(message.message(), Answers.GOOD))
                .extracting(VerdictTableTest::reason)
                .isIn(DropReason.CLOCK_TOO_FAR, DropReason.NO_VALID_EVENTS);
    }

    @Test
    void overflowLane_divertsNothing() {
        Judge judge = judge(false);
        Answers answers = Answers.GOOD.rules(rule(RestrictionKind.OVERFLOW));
        InboundMessage message = Messages.good().value(hot()).message();
        assertThat(judge.judge(message, answers.lookups(), context(), NOW)).isInstanceOf(Verdict.Admit.class);
    }

    /** Only what somebody wants dropped leaves a batch that is announced. */
    @Test
    void neitherRestrictionsNorRatesTakeAMessageOutOfAnAnnouncedBatch() {
        for (RestrictionKind kind : List.of(RestrictionKind.DEAD_LETTER, RestrictionKind.OVERFLOW)) {
            assertThat(announced(Messages.good().message(), kind)).isInstanceOf(Verdict.Admit.class);
        }
        InboundMessage hot = Messages.good().value(hot()).message();
        assertThat(judge(hot, Answers.GOOD)).isInstanceOf(Verdict.Divert.class);
        assertThat(announced(hot, RestrictionKind.OVERFLOW)).isInstanceOf(Verdict.Admit.class);
        assertThat(announced(hot, RestrictionKind.DROP)).isInstanceOf(Verdict.Drop.class);
    }

    private static Verdict announced(InboundMessage message, RestrictionKind kind) {
        Lookups lookups = new Lookups(
                rule(kind),
                Map.of(),
                Map.of(Messages.TOKEN, new Team.Answer.Found(TEAM)),
                Map.of(KEY, new SessionRetentions.Answer.Resolved(Retention.YEAR_1)),
                Map.of(KEY, SessionGate.Status.NEW),
                true);
        return judge(true).judge(message, lookups, context(), NOW);
    }

    private static Object[] items(int count) {
        return Collections.nCopies(count, Messages.item(Messages.CAPTURED_AT)).toArray();
    }

    private static Verdict judge(boolean diverting, Messages message) {
        return judge(diverting).judge(message.message(), Answers.GOOD.lookups(), context(), NOW);
    }

    private static Verdict judge(InboundMessage message, Answers answers) {
        return judge(true).judge(message, answers.lookups(), context(), NOW);
    }

    private static Judge judge(boolean diverting) {
        ScreenMeters meters = new ScreenMeters(new SimpleMeterRegistry());
        TimestampPolicy clock = new TimestampPolicy(Duration.ofDays(7));
        return new Judge(new HeaderCheck(diverting), new BodyCheck(LIMIT, clock, diverting, meters));
    }

    private static ScreeningContext context() {
        return new ScreeningContext(
                new BodyReaders(LIMIT, true, Desks.largeBodies(LIMIT), 1),
                new SessionRateLimiter.Limits(100_000, 1000, 0.5, 10));
    }

    private static RestrictionSet rule(RestrictionKind kind) {
        return Rules.of(List.of(StaticRestrictions.restriction(kind, Messages.TOKEN)));
    }

    private static Messages manyHeaders() {
        Messages many = Messages.good();
        for (int i = 0; i < MessageHeaders.MOST; i++) {
            many = many.header("header-" + i, "");
        }
        return many;
    }

    /** A text of bytes that are no UTF-8, three times as long once they are replaced. */
    private static byte[] illFormed() {
        byte[] body = new byte[LIMIT / 2];
        Arrays.fill(body, (byte) 0xFF);
        body[0] = '"';
        return body;
    }

    /** A good body of more bytes than a session may send at once. */
    private static byte[] hot() {
        Map<String, Object> item = Map.of("timestamp", Messages.CAPTURED_AT, "data", "x".repeat(100_000));
        return Messages.good().items(item).body();
    }

    private static Object reason(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Admit admit -> admit;
            case Verdict.Drop drop -> drop.reason();
            case Verdict.Divert divert -> divert.reason();
            case Verdict.DeadLetter dead -> dead.reason();
            case Verdict.Wait wait -> wait.reason();
            case Verdict.Later later -> later;
        };
    }

    private static List<IngestionWarning> warnings(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Admit admit -> admit.warnings();
            case Verdict.Drop drop -> drop.warnings();
            case Verdict.DeadLetter dead -> dead.warnings();
            case Verdict.Divert _, Verdict.Wait _, Verdict.Later _ -> List.of();
        };
    }

    private static String name(Object reason) {
        return reason.getClass().getSimpleName() + "." + reason;
    }
}
