package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.Tenant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Teams of the real database: a change is heeded soon, and while the database is away only unknown tokens wait. */
@QuarkusTest
class TeamsTest extends EndToEnd {

    private static final Duration EFFECTIVE = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final String INSERT = """
            INSERT INTO posthog_team (id, organization_id, name, api_token, session_recording_opt_in,
                capture_console_log_opt_in, session_recording_retention_period)
            SELECT $1, organization_id, $2, $2, true, true, '30d' FROM posthog_team WHERE id = 1
            ON CONFLICT (id) DO UPDATE SET session_recording_opt_in = true""";

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    Pool postgres;

    @SuppressWarnings("NullAway.Init") // injected
    @TestHTTPResource(value = "health/ready", management = true)
    URI readiness;

    @Test
    void teamThatOptsOut_isDroppedWithinAMinute() {
        String token = team(901);
        awaitCommitted(List.of(send(token)));
        double dropped = dropped();

        execute("UPDATE posthog_team SET session_recording_opt_in = false WHERE id = $1", Tuple.of(901));

        await().pollInterval(PACE).atMost(EFFECTIVE).until(() -> {
            awaitCommitted(List.of(send(token)));
            return dropped() > dropped;
        });
    }

    @Test
    void whileTheDatabaseIsAway_unknownTokensWaitAndKnownOnesDoNot() {
        String unknown = team(902);
        awaitCommitted(List.of(send(Tenant.LOCAL.token())));
        double dropped = dropped();
        CaseRun waiting = run(unknown);
        stack.stop("postgres");
        try {
            awaitCommitted(List.of(send(Tenant.LOCAL.token())));
            RecordMetadata sent = broker.send(message(waiting).toRecord());
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(RestAssured.get(readiness)
                                    .then()
                                    .extract()
                                    .body()
                                    .asString())
                            .contains("postgres"));
            assertThat(broker.committed(sent.partition())).isLessThanOrEqualTo(sent.offset());
        } finally {
            stack.start("postgres");
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> waiting.expected()
                        .forEach((session, events) ->
                                assertThat(stored.events(902, session.id())).isEqualTo(events)));
        assertThat(dropped()).isEqualTo(dropped);
    }

    private double dropped() {
        return meters.sum("tapedeck_dropped_total", "reason=\"header_token_present_team_missing_or_disabled\"");
    }

    private RecordMetadata send(String token) {
        return broker.send(message(run(token)).toRecord());
    }

    private static Message message(CaseRun run) {
        return run.message(run.given().payloads().getFirst());
    }

    private static CaseRun run(String token) {
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot())
                .withToken(token);
        return CaseRun.of(EndToEndCase.written("team", "one session", payload));
    }

    /** A team that has opted in; answers its token, which the service has not met. */
    private String team(int id) {
        String token = "phc_e2e_team_" + id;
        execute(INSERT, Tuple.of(id, token));
        return token;
    }

    private void execute(String statement, Tuple values) {
        postgres.preparedQuery(statement).execute(values).await().atMost(ANSWER);
    }
}
