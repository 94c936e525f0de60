package dev.tapedeck.e2e;

import static dev.tapedeck.e2e.EndToEndCase.diverted;
import static dev.tapedeck.e2e.EndToEndCase.dropped;
import static dev.tapedeck.e2e.EndToEndCase.written;
import static dev.tapedeck.e2e.RrwebEvent.console;
import static dev.tapedeck.e2e.RrwebEvent.fullSnapshot;
import static dev.tapedeck.e2e.RrwebEvent.input;
import static dev.tapedeck.e2e.RrwebEvent.meta;
import static dev.tapedeck.e2e.RrwebEvent.mouse;
import static dev.tapedeck.e2e.RrwebEvent.mutation;
import static dev.tapedeck.e2e.RrwebEvent.peerMutations;

import dev.tapedeck.testing.Tenant;
import java.util.List;

/** The table. A new line here is a new test; its snapshot is written by {@code -Dupdate-snapshots}. */
final class Cases {

    private static final int CLICK = 2;
    private static final int DOUBLE_CLICK = 4;

    private Cases() {}

    static List<EndToEndCase> all() {
        return List.of(
                written(
                        "single-session",
                        "a session with several types of events",
                        Payload.of("a", meta("https://example.com"), fullSnapshot(), peerMutations())),
                dropped(
                        "unknown-token",
                        "header_token_present_team_missing_or_disabled",
                        "no team has this token",
                        Payload.of("a", meta("https://example.com"), fullSnapshot())
                                .withToken("no-such-token")),
                written(
                        "two-sessions",
                        "sessions of one batch are independent",
                        Payload.of("a", meta("https://example.com/page-a"), fullSnapshot()),
                        Payload.of("b", meta("https://example.com/page-b"), fullSnapshot())),
                written(
                        "two-windows",
                        "windows of one session are recorded together",
                        Payload.of("a", meta("https://example.com/main")).inWindow("window-main"),
                        Payload.of("a", meta("https://example.com/popup"))
                                .inWindow("window-popup")
                                .from(1000)),
                written(
                        "two-messages",
                        "messages of one session are one block when they are of one batch",
                        Payload.of("a", meta("https://example.com"), fullSnapshot()),
                        Payload.of("a", peerMutations(), peerMutations()).from(2000)),
                written(
                        "out-of-order",
                        "events keep the order of their arrival, whatever their times",
                        Payload.of(
                                "a",
                                meta("https://example.com").at(2000),
                                fullSnapshot().at(0),
                                peerMutations().at(1000))),
                dropped(
                        "no-events",
                        "message_contained_no_valid_rrweb_events",
                        "a message without events",
                        Payload.of("a")),
                written(
                        "console-lines",
                        "console lines are counted by level and stored",
                        Payload.of(
                                "a",
                                meta("https://example.com"),
                                console("log", "a log"),
                                console("info", "an info"),
                                console("warn", "a warning"),
                                console("error", "an error"),
                                console("error", "another error"))),
                written(
                        "clicks-and-keypresses",
                        "clicks, keypresses and mouse activity are counted",
                        Payload.of(
                                "a",
                                meta("https://example.com"),
                                mouse(CLICK, 1),
                                mouse(DOUBLE_CLICK, 2),
                                mouse(CLICK, 3),
                                input(10, "hello"),
                                input(11, "world"))),
                dropped(
                        "restricted-token",
                        "blocked_token",
                        "the operator drops all events of this token",
                        Payload.of("a", meta("https://example.com"), fullSnapshot())
                                .of(Tenant.DROPPED)),
                written(
                        "two-blocks",
                        "a session in two batches is two blocks, and one summary",
                        Payload.of("a", meta("https://example.com/first"), fullSnapshot(), mouse(CLICK, 1)),
                        Payload.of("a", meta("https://example.com/second"), mouse(CLICK, 2), input(3, "x"))
                                .from(60_000)
                                .afterTheOthers()),
                written(
                        "mutations",
                        "changes of the page itself are no activity",
                        Payload.of("a", meta("https://example.com"), fullSnapshot(), mutation(), mutation())),
                written(
                        "two-teams",
                        "the same session id in two teams is two sessions",
                        Payload.of("a", meta("https://example.com/one"), fullSnapshot()),
                        Payload.of("a", meta("https://example.com/two"), mouse(CLICK, 1))
                                .of(Tenant.QUIET)),
                written(
                        "console-lines-unwanted",
                        "a team that wants no console lines has none, and no counts",
                        Payload.of("a", meta("https://example.com"), console("error", "an error"))
                                .of(Tenant.QUIET)),
                written(
                        "lone-surrogates",
                        "halves of surrogate pairs, which ClickHouse does not take",
                        Payload.of(
                                "a",
                                meta("https://example.com/\\ud83d"),
                                meta("https://example.com/\\ude00"),
                                console("warn", "half a pair: \\ud83d"))),
                written(
                        "gzip-body",
                        "a body compressed with gzip",
                        Payload.of("a", meta("https://example.com/ünïcode"), fullSnapshot())
                                .as(Encoding.GZIP)),
                written(
                        "lz4-body",
                        "a body compressed with lz4",
                        Payload.of("a", meta("https://example.com/ünïcode"), fullSnapshot())
                                .as(Encoding.LZ4)),
                dropped(
                        "recording-disabled",
                        "header_token_present_team_missing_or_disabled",
                        "the team has not opted in",
                        Payload.of("a", meta("https://example.com")).of(Tenant.DISABLED)),
                dropped(
                        "without-retention",
                        "team_missing_retention_period",
                        "the team has no retention",
                        Payload.of("a", meta("https://example.com")).of(Tenant.WITHOUT_RETENTION)),
                diverted(
                        "forced-overflow",
                        "force_overflow",
                        "the operator sends this token's events to the overflow topic",
                        Payload.of("a", meta("https://example.com")).of(Tenant.DIVERTED)));
    }
}
