package dev.tapedeck.diagnostics;

import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.ClickHouseDatabase;
import dev.tapedeck.testing.Fault;
import dev.tapedeck.testing.Fault.Moment;
import dev.tapedeck.testing.HttpMessage;
import dev.tapedeck.testing.HttpRelay;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.RefusingPostgres;
import dev.tapedeck.testing.TlsFront;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Everything that goes wrong with a set-up, one at a time. */
final class BrokenSetUps implements AutoCloseable {

    private static final int NOT_IMPLEMENTED = 501;
    private static final int FORBIDDEN = 403;
    private static final int MOVED = 301;
    private static final int OK = 200;

    /** Nobody listens there. */
    private static final String NOWHERE = "127.0.0.1:9";

    private final List<HttpRelay> relays = new ArrayList<>();
    private final List<AutoCloseable> fronts = new ArrayList<>();
    private final Preparation made;

    BrokenSetUps(Preparation made) {
        this.made = made;
    }

    /** What is wrong in one place hides nothing of another, so one of each is looked at together. */
    List<List<BrokenSetUp>> rounds() {
        List<BrokenSetUp> store = new ArrayList<>(ofStore());
        store.addAll(ofStoreServers());
        store.addAll(ofStoreClient());
        List<List<BrokenSetUp>> kinds = List.of(ofKafka(), store, ofClickHouse(), ofRedis(), ofPostgres());
        int longest = kinds.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, longest)
                .mapToObj(round -> kinds.stream()
                        .filter(kind -> round < kind.size())
                        .map(kind -> kind.get(round))
                        .toList())
                .toList();
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
                        "overflow topic is read",
                        Map.of("mp.messaging.outgoing.overflow.topic", Broker.RECORDINGS),
                        "Topic " + Broker.RECORDINGS + " is both read and",
                        "tapedeck.screen.overflow.mode=disabled"),
                new BrokenSetUp(
                        "Kafka with a name that cannot be found",
                        Map.of("kafka.bootstrap.servers", "kafka.invalid:9092"),
                        "(the name kafka.invalid cannot be found)",
                        "set kafka.bootstrap.servers to a name"),
                new BrokenSetUp(
                        "TLS to Kafka without it",
                        Map.of("kafka.security.protocol", "SSL"),
                        "TLS is spoken to a port that does not speak it",
                        "set kafka.security.protocol to one without TLS"),
                new BrokenSetUp(
                        "no TLS to Kafka with it",
                        Map.of("kafka.bootstrap.servers", encrypted("kafka.bootstrap.servers")),
                        "that port speaks TLS",
                        "set kafka.security.protocol to SSL"),
                new BrokenSetUp(
                        "SASL that Kafka does not ask for",
                        Map.of(
                                "kafka.security.protocol",
                                "SASL_PLAINTEXT",
                                "kafka.sasl.mechanism",
                                "PLAIN",
                                "kafka.sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\" password=\"no-such-secret\";"),
                        "refuses the credentials",
                        "set kafka.security.protocol, kafka.sasl.mechanism"),
                new BrokenSetUp(
                        "SASL without credentials",
                        Map.of("kafka.security.protocol", "SASL_PLAINTEXT", "kafka.sasl.mechanism", "PLAIN"),
                        "Could not find a 'KafkaClient' entry",
                        "the keys under kafka.sasl"),
                new BrokenSetUp(
                        "missing topic of rows",
                        Map.of("tapedeck.summary.sink", "kafka", "mp.messaging.outgoing.log-entries.topic", "nowhere"),
                        "Topic nowhere does not exist",
                        "mp.messaging.outgoing.log-entries.topic"));
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

    /** What a client says of these is of little use to an operator. */
    private List<BrokenSetUp> ofStoreClient() {
        return List.of(
                new BrokenSetUp(
                        "unknown S3 access key",
                        Map.of("quarkus.s3.aws.credentials.static-provider.access-key-id", "no-such-key"),
                        "S3 at " + made.store(),
                        "set quarkus.s3.aws.credentials.static-provider.access-key-id"),
                new BrokenSetUp(
                        "no S3 credentials",
                        Map.of("quarkus.s3.aws.credentials.type", "default", "aws.disableEc2Metadata", "true"),
                        "There are no credentials for S3",
                        "AWS_ACCESS_KEY_ID"),
                new BrokenSetUp(
                        "role without its token",
                        Map.of(
                                "quarkus.s3.aws.credentials.type",
                                "default",
                                "aws.disableEc2Metadata",
                                "true",
                                "aws.webIdentityTokenFile",
                                "/nowhere/token",
                                "aws.roleArn",
                                "arn:aws:iam::1:role/x"),
                        "The role for S3",
                        "AWS_WEB_IDENTITY_TOKEN_FILE"),
                new BrokenSetUp(
                        "TLS to S3 without it",
                        Map.of("quarkus.s3.endpoint-override", made.store().replace("http:", "https:")),
                        "TLS is spoken to a port that does not speak it",
                        "write http:// instead of https://"),
                new BrokenSetUp(
                        "no TLS to S3 with it",
                        Map.of("quarkus.s3.endpoint-override", "http://" + encrypted("s3.endpoint")),
                        "that port speaks TLS",
                        "write https:// instead of http://"),
                new BrokenSetUp(
                        "S3 that is something else",
                        Map.of(
                                "quarkus.s3.endpoint-override",
                                LocalStack.shared().addresses().get("clickhouse.url")),
                        "S3 at",
                        "names an S3 server"));
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

    private List<BrokenSetUp> ofClickHouse() {
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
                        "ClickHouse with a name that cannot be found",
                        Map.of("tapedeck.summary.clickhouse.url", "http://clickhouse.invalid:8123"),
                        "(the name clickhouse.invalid cannot be found)",
                        "set tapedeck.summary.clickhouse.url to a name"),
                new BrokenSetUp(
                        "TLS to ClickHouse without it",
                        Map.of(
                                "tapedeck.summary.clickhouse.url",
                                LocalStack.shared()
                                        .addresses()
                                        .get("clickhouse.url")
                                        .replace("http:", "https:")),
                        "TLS is spoken to a port that does not speak it",
                        "write http:// instead of https://"),
                new BrokenSetUp(
                        "no TLS to ClickHouse with it",
                        Map.of("tapedeck.summary.clickhouse.url", "http://" + encrypted("clickhouse.url")),
                        "that port speaks TLS",
                        "write https:// instead of http://"),
                new BrokenSetUp(
                        "another database of ClickHouse",
                        Map.of("tapedeck.summary.clickhouse.database", "nowhere"),
                        "Database nowhere is not in ClickHouse",
                        "tapedeck doctor --fix"),
                new BrokenSetUp(
                        "ClickHouse that is something else",
                        Map.of("tapedeck.summary.clickhouse.url", made.store()),
                        "ClickHouse",
                        "its log"));
    }

    private List<BrokenSetUp> ofRedis() {
        return List.of(
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
                        "Redis with a name that cannot be found",
                        Map.of("quarkus.redis.hosts", "redis://redis.invalid:6379"),
                        "(the name redis.invalid cannot be found)",
                        "set quarkus.redis.hosts to a name"),
                new BrokenSetUp(
                        "TLS to Redis without it",
                        Map.of("quarkus.redis.hosts", "rediss://" + made.redis().replaceAll("^\\w+://", "")),
                        "TLS is spoken to a port that does not speak it",
                        "write redis:// instead of rediss://"),
                new BrokenSetUp(
                        "no TLS to Redis with it",
                        Map.of("quarkus.redis.hosts", "redis://" + encrypted("redis.url")),
                        "that port speaks TLS",
                        "write rediss:// instead of redis://"),
                new BrokenSetUp(
                        "another database of Redis",
                        Map.of("quarkus.redis.hosts", made.redis() + "/99"),
                        "has no such database",
                        "correct the number at the end of quarkus.redis.hosts"));
    }

    private List<BrokenSetUp> ofPostgres() {
        return List.of(
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
                        "set quarkus.datasource.reactive.url"),
                new BrokenSetUp(
                        "Postgres with a name that cannot be found",
                        Map.of("quarkus.datasource.reactive.url", "postgresql://postgres.invalid:5432/posthog"),
                        "(the name postgres.invalid cannot be found)",
                        "set quarkus.datasource.reactive.url to a name"),
                new BrokenSetUp(
                        "TLS to Postgres without it",
                        Map.of(
                                "quarkus.datasource.reactive.postgresql.ssl-mode",
                                "require",
                                "quarkus.datasource.reactive.trust-all",
                                "true"),
                        "speaks no TLS",
                        "ssl-mode=disable"),
                new BrokenSetUp(
                        "database that Postgres has not got",
                        Map.of("quarkus.datasource.reactive.url", made.noDatabase()),
                        "has no such database",
                        "set the database in quarkus.datasource.reactive.url"),
                new BrokenSetUp(
                        "unknown user of Postgres",
                        Map.of("quarkus.datasource.username", "nobody-at-all"),
                        "refuses user nobody-at-all",
                        "set quarkus.datasource.username"),
                new BrokenSetUp(
                        "PgBouncer that refuses a parameter",
                        Map.of(
                                "quarkus.datasource.reactive.url",
                                made.postgresAt(refusal("08P01", "unsupported startup parameter: extra_float_digits"))),
                        "unsupported startup parameter: extra_float_digits",
                        "ignore_startup_parameters"),
                new BrokenSetUp(
                        "Postgres that asks for TLS",
                        Map.of(
                                "quarkus.datasource.reactive.url",
                                made.postgresAt(
                                        refusal(
                                                "28000",
                                                "no pg_hba.conf entry for host \"10.0.0.1\", user \"posthog\", no encryption"))),
                        "takes no connections without TLS",
                        "ssl-mode=require"),
                new BrokenSetUp(
                        "Postgres that is full",
                        Map.of(
                                "quarkus.datasource.reactive.url",
                                made.postgresAt(refusal("53300", "sorry, too many clients already"))),
                        "has no connection left (FATAL: sorry, too many clients already",
                        "raise its max_connections"));
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

    /** Host and port of a front that speaks TLS, before a server of the stack. */
    private String encrypted(String key) {
        String[] server = LocalStack.shared()
                .addresses()
                .get(key)
                .replaceAll("^\\w+://", "")
                .split(":");
        TlsFront front = TlsFront.of(made.certificates(), server[0], Integer.parseInt(server[1]));
        fronts.add(front);
        return "localhost:" + front.port();
    }

    /** The port of a Postgres, or of what stands before it, that refuses whoever comes. */
    private int refusal(String state, String message) {
        RefusingPostgres postgres = new RefusingPostgres(state, message);
        fronts.add(postgres);
        return postgres.port();
    }

    private static boolean isConditional(HttpMessage request) {
        return request.header("if-none-match").isPresent();
    }

    @Override
    public void close() {
        relays.forEach(HttpRelay::close);
        for (AutoCloseable front : fronts) {
            try {
                front.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
