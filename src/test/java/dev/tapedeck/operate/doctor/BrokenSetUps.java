package dev.tapedeck.operate.doctor;

import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.ClickHouseDatabase;
import dev.tapedeck.testing.Fault;
import dev.tapedeck.testing.Fault.Moment;
import dev.tapedeck.testing.HttpMessage;
import dev.tapedeck.testing.HttpRelay;
import dev.tapedeck.testing.LocalStack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Everything that goes wrong with a set-up, one at a time. */
final class BrokenSetUps implements AutoCloseable {

    private static final int NOT_IMPLEMENTED = 501;
    private static final int FORBIDDEN = 403;
    private static final int MOVED = 301;
    private static final int OK = 200;

    /** Nobody listens there. */
    private static final String NOWHERE = "127.0.0.1:9";

    private final List<HttpRelay> relays = new ArrayList<>();
    private final Preparation made;

    BrokenSetUps(Preparation made) {
        this.made = made;
    }

    List<BrokenSetUp> all() {
        List<BrokenSetUp> all = new ArrayList<>(ofKafka());
        all.addAll(ofStore());
        all.addAll(ofStoreServers());
        all.addAll(ofDatabases());
        return all;
    }

    private List<BrokenSetUp> ofKafka() {
        return List.of(
                new BrokenSetUp(
                        "unreachable Kafka",
                        Map.of("kafka.bootstrap.servers", NOWHERE),
                        "Kafka does not answer at " + NOWHERE,
                        "set kafka.bootstrap.servers"),
                new BrokenSetUp(
                        "missing topic",
                        Map.of("mp.messaging.outgoing.dead-letters.topic", "nowhere"),
                        "Topic nowhere does not exist",
                        "tapedeck doctor --fix"),
                new BrokenSetUp(
                        "topic for smaller messages",
                        Map.of("mp.messaging.outgoing.dead-letters.topic", made.smallTopic()),
                        "Topic " + made.smallTopic() + " takes messages of 1000 bytes",
                        "set its max.message.bytes=67174400"),
                new BrokenSetUp(
                        "topic without room for headers",
                        Map.of("mp.messaging.outgoing.dead-letters.topic", made.equalTopic()),
                        "a large one would go there without its body",
                        "set its max.message.bytes=67174400"),
                new BrokenSetUp(
                        "overflow topic without room for headers",
                        Map.of("mp.messaging.outgoing.overflow.topic", made.equalTopic()),
                        "WARNING",
                        "set its max.message.bytes=67174400"),
                new BrokenSetUp(
                        "overflow topic for smaller messages",
                        Map.of("mp.messaging.outgoing.overflow.topic", made.smallTopic()),
                        "BROKEN",
                        "set its max.message.bytes=67174400"),
                new BrokenSetUp(
                        "missing topic of rows",
                        Map.of("tapedeck.summary.sink", "kafka", "mp.messaging.outgoing.log-entries.topic", "nowhere"),
                        "Topic nowhere does not exist",
                        "mp.messaging.outgoing.log-entries.topic"),
                new BrokenSetUp(
                        "overflow topic is read",
                        Map.of("mp.messaging.outgoing.overflow.topic", Broker.RECORDINGS),
                        "Topic " + Broker.RECORDINGS + " is both read and",
                        "tapedeck.screen.overflow.mode=disabled"));
    }

    private List<BrokenSetUp> ofStore() {
        return List.of(
                new BrokenSetUp(
                        "unreachable S3",
                        Map.of("quarkus.s3.endpoint-override", "http://" + NOWHERE),
                        "S3 does not answer at http://" + NOWHERE,
                        "set quarkus.s3.endpoint-override"),
                new BrokenSetUp(
                        "wrong S3 secret",
                        Map.of("quarkus.s3.aws.credentials.static-provider.secret-access-key", "no-such-secret"),
                        "refuses the secret key",
                        "set quarkus.s3.aws.credentials.static-provider.secret-access-key"),
                new BrokenSetUp(
                        "missing bucket",
                        Map.of("tapedeck.store.bucket", "nowhere"),
                        "Bucket nowhere does not exist",
                        "tapedeck doctor --fix"),
                new BrokenSetUp(
                        "bucket in the host name",
                        Map.of(
                                "quarkus.s3.endpoint-override",
                                "http://s3.invalid",
                                "quarkus.s3.path-style-access",
                                "false"),
                        "cannot be found",
                        "set quarkus.s3.path-style-access=true"));
    }

    /** Other servers, by what their documentation says they answer. */
    private List<BrokenSetUp> ofStoreServers() {
        return List.of(
                new BrokenSetUp(
                        "S3 that refuses conditional writes",
                        storeThat(BrokenSetUps::isConditional, NOT_IMPLEMENTED),
                        "does not honour conditional writes",
                        "tapedeck.store.conditional-put=never"),
                new BrokenSetUp(
                        "S3 that ignores conditional writes",
                        storeThat(BrokenSetUps::isConditional, OK),
                        "does not honour conditional writes",
                        "tapedeck.store.conditional-put=never"),
                new BrokenSetUp(
                        "S3 of another region",
                        storeThat(request -> true, MOVED),
                        "is in another region",
                        "set quarkus.s3.aws.region"),
                new BrokenSetUp(
                        "S3 that forbids writes",
                        storeThat(request -> request.method().equals("PUT"), FORBIDDEN),
                        "does not let these credentials write",
                        "grant s3:PutObject"),
                new BrokenSetUp(
                        "S3 that does not say what is missing",
                        storeThat(
                                request -> request.method().equals("GET")
                                        && request.lines().getFirst().contains("-absent"),
                                FORBIDDEN),
                        "answers 403 instead of 404",
                        "grant s3:ListBucket"));
    }

    private List<BrokenSetUp> ofDatabases() {
        return List.of(
                new BrokenSetUp(
                        "unreachable ClickHouse",
                        Map.of("tapedeck.summary.clickhouse.url", "http://" + NOWHERE),
                        "ClickHouse does not answer at http://" + NOWHERE,
                        "set tapedeck.summary.clickhouse.url"),
                new BrokenSetUp(
                        "wrong ClickHouse password",
                        Map.of("tapedeck.summary.clickhouse.password", "no-such-secret"),
                        "refuses user default with this password",
                        "set tapedeck.summary.clickhouse.user"),
                new BrokenSetUp(
                        "old table",
                        Map.of("tapedeck.summary.clickhouse.database", made.oldTables()),
                        "Table session_recording_blocks is an old one without column dropped_event_count",
                        "tapedeck doctor --fix"),
                new BrokenSetUp(
                        "table without tokens",
                        Map.of("tapedeck.summary.clickhouse.database", withoutTokens()),
                        "Table session_replay_events keeps no deduplication tokens",
                        "ALTER TABLE session_replay_events MODIFY SETTING"),
                new BrokenSetUp(
                        "proxy that drops what is set in statements",
                        Map.of("tapedeck.summary.clickhouse.url", clickHouseThatForgetsTokens()),
                        "The deduplication token of a statement does not arrive",
                        "pass on the SETTINGS of statements"),
                new BrokenSetUp(
                        "unreachable Redis",
                        Map.of("quarkus.redis.hosts", "redis://" + NOWHERE),
                        "Redis does not answer at redis://" + NOWHERE,
                        "set quarkus.redis.hosts"),
                new BrokenSetUp(
                        "wrong Redis password",
                        Map.of("quarkus.redis.hosts", made.redisUser("no-such-secret")),
                        "Redis at " + made.redis() + " refuses the password",
                        "set quarkus.redis.password"),
                new BrokenSetUp(
                        "unreachable Postgres",
                        Map.of("quarkus.datasource.reactive.url", "postgresql://" + NOWHERE + "/posthog"),
                        "Postgres does not answer at postgresql://" + NOWHERE,
                        "set quarkus.datasource.reactive.url"),
                new BrokenSetUp(
                        "wrong Postgres password",
                        Map.of("quarkus.datasource.password", "no-such-secret"),
                        "refuses user posthog with this password",
                        "set quarkus.datasource.username and quarkus.datasource.password"),
                new BrokenSetUp(
                        "another database of Postgres",
                        Map.of("quarkus.datasource.reactive.url", made.otherDatabase()),
                        "Table posthog_team is not in the database",
                        "set quarkus.datasource.reactive.url"));
    }

    /** A server that knows no checksums. Not broken: the service does without. */
    Map<String, String> storeWithoutChecksums() {
        return storeThat(HttpMessage::hasChecksum, NOT_IMPLEMENTED);
    }

    private Map<String, String> storeThat(Predicate<HttpMessage> refuses, int status) {
        HttpRelay relay = new HttpRelay(made.store());
        relays.add(relay);
        relay.suffer((moment, request) ->
                moment == Moment.REQUESTED && refuses.test(request) ? new Fault.Reaction.Refuse(status) : Fault.PASS);
        return Map.of("quarkus.s3.endpoint-override", relay.address());
    }

    private static String withoutTokens() {
        return ClickHouseDatabase.create(
                        sql -> sql.replace("= 512, non_replicated_deduplication_window = 10000", "= 512"))
                .name();
    }

    private String clickHouseThatForgetsTokens() {
        HttpRelay relay = new HttpRelay(LocalStack.shared().addresses().get("clickhouse.url"));
        relays.add(relay);
        relay.suffer(new Fault() {
            @Override
            public Reaction at(Moment moment, HttpMessage request) {
                return PASS;
            }

            @Override
            public HttpMessage passes(HttpMessage request) {
                String body = new String(request.body(), StandardCharsets.ISO_8859_1);
                // Spaces in its place: the length of the body stays what its head says.
                String without = Pattern.compile(" SETTINGS insert_deduplication_token = '[^']*'")
                        .matcher(body)
                        .replaceAll(found -> " ".repeat(found.group().length()));
                return new HttpMessage(request.lines(), without.getBytes(StandardCharsets.ISO_8859_1));
            }
        });
        return relay.address();
    }

    private static boolean isConditional(HttpMessage request) {
        return request.header("if-none-match").isPresent();
    }

    @Override
    public void close() {
        relays.forEach(HttpRelay::close);
    }
}
