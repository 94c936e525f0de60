package dev.tapedeck.management.http;

import dev.tapedeck.lane.LaneStatus;
import dev.tapedeck.lane.Lanes;
import dev.tapedeck.management.history.SessionHistory.Recollection.Messages;
import dev.tapedeck.management.history.VerdictRecorder;
import dev.tapedeck.screen.SessionKey;
import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A page for who works on the service, in dev mode only: {@code /dev/lanes} of the ordinary port, renewed every second. */
@IfBuildProfile("dev")
@Singleton
class DevPage {

    private static final int SESSIONS = 50;

    private static final String PAGE = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>Lanes</title>
            <style>body { font: 14px sans-serif } td, th { padding: 2px 12px 2px 0; text-align: left }</style></head>
            <body>
            <h1>Lanes</h1>
            <table><tr><th>lane<th>state<th>committed<th>batch from<th>next<th>open bytes<th>open sessions<th>sealed batches<th>waits for</tr>
            %s</table>
            <h1>Last verdicts</h1>
            <table><tr><th>last<th>team<th>session<th>recorded<th>other</tr>
            %s</table>
            </body></html>
            """;

    private final Lanes<?> lanes;
    private final VerdictRecorder witness;

    DevPage(Lanes<?> lanes, VerdictRecorder witness) {
        this.lanes = lanes;
        this.witness = witness;
    }

    void register(@Observes Router router) {
        router.get("/dev/lanes").handler(this::answer);
    }

    private void answer(RoutingContext call) {
        Map<SessionKey, Messages> remembered = witness.latest(Integer.MAX_VALUE);
        String laneRows = lanes.status().stream()
                .map(lane -> row(lane, openSessions(lane, remembered)))
                .collect(Collectors.joining());
        String sessionRows = remembered.entrySet().stream()
                .limit(SESSIONS)
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
        call.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(PAGE.formatted(laneRows, sessionRows));
    }

    /** Sessions with a message in the open batch. */
    private static long openSessions(LaneStatus lane, Map<SessionKey, Messages> remembered) {
        return remembered.values().stream()
                .filter(messages -> lane.lane().equals(messages.lane()) && messages.lastRecorded() >= lane.from())
                .count();
    }

    private static String row(LaneStatus lane, long openSessions) {
        return row(List.of(
                lane.lane(),
                lane.state(),
                lane.committed(),
                lane.from(),
                lane.next(),
                lane.openBytes(),
                openSessions,
                lane.sealedBatches(),
                lane.waitingFor() == null ? "" : lane.waitingFor()));
    }

    private static String row(SessionKey session, Messages messages) {
        return row(
                List.of(messages.last(), session.teamId(), session.sessionId(), messages.recorded(), others(messages)));
    }

    /** As in {@code dropped: blocked_token 3}. */
    private static String others(Messages messages) {
        return messages.others().entrySet().stream()
                .map(fate -> fate.getKey().name().toLowerCase(Locale.ROOT) + ": "
                        + fate.getValue().entrySet().stream()
                                .map(reason -> reason.getKey() + " " + reason.getValue())
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    /** Ids are whatever a sender has chosen. */
    private static String row(List<?> cells) {
        return cells.stream()
                .map(cell -> "<td>" + cell.toString().replace("&", "&amp;").replace("<", "&lt;"))
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }
}
