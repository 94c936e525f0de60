package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.testing.Operator;
import dev.tapedeck.testing.Operator.Reply;
import dev.tapedeck.testing.Tenant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator asks and does, with the real servers behind it. */
@QuarkusTest
class OperatorTest extends EndToEnd {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String DROP = "event_ingestion_restriction_dynamic_config:drop_event_from_ingestion";
    private static final String RULE = "{\"version\":2,\"token\":\"%s\",\"pipelines\":[\"session_recordings\"]%s}";

    @Inject
    @SuppressWarnings("NullAway.Init")
    Redis redis;

    @SuppressWarnings("NullAway.Init") // injected
    @TestHTTPResource(value = "health/ready", management = true)
    URI readiness;

    private Operator operator;

    @BeforeAll
    void appear() {
        operator = Operator.at(metrics);
    }

    @Test
    void aRestrictionIsInForceWithTheNextMessage() {
        CaseRun run = run();
        String session = session(run);
        awaitCommitted(List.of(send(run)));
        String standing = RULE.formatted(Tenant.DROPPED.token(), "");
        String added = RULE.formatted(Tenant.LOCAL.token(), ",\"session_ids\":[\"" + session + "\"]");
        redis(Command.SET, DROP, "[" + standing + "," + added + "]");
        try {
            JsonNode change = ok(operator.post("/restrictions"));
            assertThat(change.at("/added")).hasSize(1);
            assertThat(change.at("/added/0/kind").asText()).isEqualTo("drop");
            assertThat(change.at("/added/0/source").asText()).isEqualTo("redis");
            assertThat(change.at("/added/0/token").asText()).isEqualTo(Tenant.LOCAL.token());
            assertThat(change.at("/added/0/sessionIds/0").asText()).isEqualTo(session);
            assertThat(change.at("/removed")).isEmpty();
            send(run);
            await().atMost(SECOND)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(recording(session)
                                    .at("/verdictsBeforeTeamWasKnown/dropped/blocked_token")
                                    .asInt())
                            .isEqualTo(1));
            assertThat(recording(session).at("/outcome").asText()).isEqualTo("partly_recorded");
            JsonNode rules = ok(operator.get("/restrictions"));
            assertThat(rules.at("/known").asBoolean()).isTrue();
            assertThat(rules.at("/redisAgeSeconds").asDouble()).isBetween(0.0, 10.0);
            assertThat(rules.findValuesAsText("token")).contains(Tenant.LOCAL.token(), Tenant.DROPPED.token());
        } finally {
            redis(Command.SET, DROP, "[" + standing + "]");
        }
        JsonNode undone = ok(operator.post("/restrictions"));
        assertThat(undone.at("/added")).isEmpty();
        assertThat(undone.at("/removed/0/sessionIds/0").asText()).isEqualTo(session);
        assertThat(ok(operator.post("/restrictions")).at("/removed")).isEmpty();
    }

    @Test
    void restrictionsThatCannotBeReadAreNotCalledReloaded() {
        stack.stop("redis");
        try {
            Reply reply = operator.post("/restrictions");
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.contentType()).isEqualTo("application/problem+json");
            assertThat(reply.json().at("/faults")).isNotEmpty();
            assertThat(recording("who-knows").at("/outcome").asText()).isEqualTo("undetermined");
        } finally {
            stack.start("redis");
        }
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(operator.post("/restrictions").status()).isEqualTo(OK));
    }

    @Test
    void aRecordedSession() {
        CaseRun run = run();
        RecordMetadata first = send(run);
        awaitCommitted(List.of(first));
        RecordMetadata second = send(run);
        awaitCommitted(List.of(second));
        JsonNode found = recording(session(run));
        assertThat(found.at("/outcome").asText()).isEqualTo("recorded");
        assertThat(found.at("/blocks/count").asInt()).isEqualTo(2);
        assertThat(found.at("/blocks/messages").asInt()).isEqualTo(2);
        assertThat(found.at("/blocks/events").asInt()).isEqualTo(4);
        assertThat(found.at("/blocks/truncated").asBoolean()).isFalse();
        assertThat(found.at("/blocks/first").findValuesAsText("url"))
                .containsExactlyInAnyOrderElementsOf(stored.blocks(Tenant.LOCAL.id(), session(run)).stream()
                        .map(block -> block.url())
                        .toList());
        found.at("/blocks/first").forEach(block -> {
            assertThat(block.at("/partition").asInt()).isEqualTo(first.partition());
            assertThat(block.at("/retentionDays").asInt()).isEqualTo(30);
        });
        assertThat(found.at("/verdicts/recorded").asInt()).isEqualTo(2);
        assertThat(found.at("/gate/seen").asBoolean()).isTrue();
        assertThat(found.at("/open").isNull()).isTrue();
        assertThat(found.at("/instance").asText()).isNotEmpty();
    }

    @Test
    void aHalfDroppedSession() {
        CaseRun run = run();
        RecordMetadata good = send(run);
        RecordMetadata late = broker.send(
                message(run).withHeader("now", "2020-01-01T00:00:00.000Z").toRecord());
        awaitCommitted(List.of(good, late));
        JsonNode found = recording(session(run));
        assertThat(found.at("/outcome").asText()).isEqualTo("partly_recorded");
        assertThat(found.at("/blocks/messages").asInt()).isEqualTo(1);
        assertThat(found.at("/verdicts/recorded").asInt()).isEqualTo(1);
        assertThat(found.at("/verdicts/dropped/message_timestamp_diff_too_large")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aDeadLetteredSession() {
        CaseRun run = run();
        awaitCommitted(List.of(broker.send(message(run).withBody("{").toRecord())));
        JsonNode found = recording(session(run));
        assertThat(found.at("/outcome").asText()).isEqualTo("dead_lettered");
        assertThat(found.at("/blocks/count").asInt()).isZero();
        assertThat(found.at("/verdicts/deadLettered/invalid_json").asInt()).isEqualTo(1);
    }

    @Test
    void aBlockedSession() {
        CaseRun run = run();
        redis(Command.SET, "@posthog/replay/session-blocked:" + Tenant.LOCAL.id() + ":" + session(run), "1");
        assertThat(recording(session(run)).at("/outcome").asText()).isEqualTo("blocked");
        awaitCommitted(List.of(send(run)));
        JsonNode found = recording(session(run));
        assertThat(found.at("/outcome").asText()).isEqualTo("blocked");
        assertThat(found.at("/gate/blocked").asBoolean()).isTrue();
        assertThat(found.at("/verdicts/dropped/session_blocked").asInt()).isEqualTo(1);
    }

    @Test
    void anUnknownSession() {
        JsonNode found = recording("nobody' OR 1=1 --");
        assertThat(found.at("/outcome").asText()).isEqualTo("unknown");
        assertThat(found.at("/session").asText()).isEqualTo("nobody' OR 1=1 --");
        assertThat(found.at("/verdicts/knownSince").asText()).isNotEmpty();
        assertThat(found.at("/partitionsHere")).isNotEmpty();
        CaseRun run = run();
        awaitCommitted(List.of(send(run)));
        assertThat(ok(operator.get("/recordings/" + Tenant.QUIET.id() + "/" + session(run)))
                        .at("/outcome")
                        .asText())
                .as("another team's session")
                .isEqualTo("unknown");
    }

    @Test
    void aPausedLaneFinishesWhatIsOpenAndTakesNothingMore() {
        CaseRun run = run();
        List<RecordMetadata> before = new ArrayList<>();
        before.add(send(run));
        int partition = before.getFirst().partition();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(() -> {
            before.add(send(run));
            return !recording(session(run)).at("/open").isNull();
        });
        JsonNode order = ok(operator.post("/lanes/" + partition + "/pause"));
        assertThat(order.at("/suspended").asBoolean()).isTrue();
        ok(operator.post("/lanes/" + partition + "/pause"));
        List<RecordMetadata> during = new ArrayList<>();
        try {
            await().atMost(LIMIT)
                    .until(() -> lane(partition).at("/openSeconds").isNull()
                            && lane(partition).at("/sealedBatches").asInt() == 0);
            long committed = broker.committed(partition);
            assertThat(committed).as("what was open is committed").isPositive();
            during.add(send(run));
            await().during(SECOND.multipliedBy(2)).atMost(LIMIT).untilAsserted(() -> {
                assertThat(broker.committed(partition)).isEqualTo(committed);
                assertThat(lane(partition).at("/committed").asLong()).isEqualTo(committed);
                assertThat(lane(partition).at("/paused").asBoolean()).isTrue();
                assertThat(lane(partition).at("/suspended").asBoolean()).isTrue();
            });
            Reply ready = operator.with(null).get(readiness.getPath());
            assertThat(ready.status()).isEqualTo(OK);
            assertThat(ready.json().findValuesAsText("suspended"))
                    .anyMatch(text -> text.contains("-" + partition + "#"));
        } finally {
            assertThat(ok(operator.post("/lanes/" + partition + "/resume"))
                            .at("/suspended")
                            .asBoolean())
                    .isFalse();
        }
        ok(operator.post("/lanes/" + partition + "/resume"));
        awaitCommitted(during);
        assertThat(stored.messageCount(Tenant.LOCAL.id(), session(run))).isEqualTo(before.size() + during.size());
        assertThat(lane(partition).at("/suspended").asBoolean()).isFalse();
        assertThat(operator.post("/lanes/987654/pause").status()).isEqualTo(NOT_FOUND);
    }

    @Test
    void whoSendsMostIsNamed() {
        CaseRun run = run();
        List<RecordMetadata> sent = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < 20; i++) {
            RecordMetadata one = send(run);
            sent.add(one);
            bytes += one.serializedKeySize() + one.serializedValueSize();
        }
        awaitCommitted(sent);
        JsonNode top = ok(operator.get("/top?limit=1000"));
        JsonNode session = find(top.at("/sessions"), "session", session(run));
        assertThat(session.at("/team").asInt()).isEqualTo(Tenant.LOCAL.id());
        assertThat(session.at("/messagesAtLeast").asInt()).isEqualTo(20);
        assertThat(session.at("/bytesAtLeast").asLong()).isEqualTo(bytes);
        JsonNode team = find(top.at("/teams"), "team", Integer.toString(Tenant.LOCAL.id()));
        assertThat(team.at("/bytesAtLeast").asLong()).isGreaterThanOrEqualTo(bytes);
        assertThat(ok(operator.get("/top?limit=1")).at("/sessions")).hasSize(1);
    }

    private static JsonNode find(JsonNode list, String field, String value) {
        for (JsonNode one : list) {
            if (one.path(field).asText().equals(value)) {
                return one;
            }
        }
        throw new AssertionError("no " + field + " " + value + " in " + list);
    }

    private JsonNode lane(int partition) {
        return find(ok(operator.get("/lanes")).at("/lanes"), "partition", Integer.toString(partition));
    }

    private JsonNode recording(String session) {
        String encoded = java.net.URLEncoder.encode(session, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
        return ok(operator.get("/recordings/" + Tenant.LOCAL.id() + "/" + encoded));
    }

    private static JsonNode ok(Reply reply) {
        assertThat(reply.status()).as("%s", reply.json()).isEqualTo(OK);
        assertThat(reply.contentType()).isEqualTo("application/json");
        return reply.json();
    }

    private void redis(Command command, String... arguments) {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        redis.send(request).await().atMost(LIMIT);
    }

    private RecordMetadata send(CaseRun run) {
        return broker.send(message(run).toRecord());
    }

    private static Message message(CaseRun run) {
        return run.message(run.given().payloads().getFirst());
    }

    private static String session(CaseRun run) {
        return run.expected().keySet().iterator().next().id();
    }

    private static CaseRun run() {
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
        return CaseRun.of(EndToEndCase.written("operator", "one that is asked for", payload));
    }
}
