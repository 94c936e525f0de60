package dev.tapedeck.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.store.s3.SimulatedStore;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.ClickHouseDatabase;
import dev.tapedeck.testing.Fault;
import dev.tapedeck.testing.HttpRelay;
import dev.tapedeck.testing.LocalStack;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The doctor is right about a good set-up and about every broken one, and can mend those that lack something. */
@QuarkusMainTest
@Tag("e2e")
class DoctorTest {

    private static final String SECRET = "no-such-secret";

    private static StackAddresses addresses;
    private static BrokenSetUps broken;

    /** The command sets properties of the JVM, which other tests share. */
    private final Properties before = new Properties();

    @BeforeAll
    static void prepare() {
        addresses = LocalStack.shared().addresses();
        broken = new BrokenSetUps(Preparation.on(addresses));
    }

    @AfterAll
    static void stop() {
        broken.close();
    }

    @BeforeEach
    void remember() {
        before.putAll(System.getProperties());
    }

    @AfterEach
    void forget() {
        System.setProperties(before);
    }

    @Test
    void allIsWellWithTheLocalStack(QuarkusMainLauncher launcher) {
        LaunchResult result = doctor(launcher, Map.of());
        assertThat(result.getOutput()).contains("All is well.").doesNotContain("BROKEN", "WARNING");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void doesWithoutChecksumsWhereTheyAreRefused(QuarkusMainLauncher launcher) {
        LaunchResult result = doctor(launcher, broken.storeWithoutChecksums());
        assertThat(result.getOutput()).contains("S3 takes no checksums on requests", "All is well.");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void createsWhatIsMissingAndOnlyOnce(QuarkusMainLauncher launcher) {
        String unique = "fixed-" + Long.toHexString(System.nanoTime());
        Map<String, String> empty = Map.of(
                "tapedeck.store.bucket",
                unique,
                "tapedeck.summary.clickhouse.database",
                unique.replace('-', '_'),
                "mp.messaging.incoming.recordings.topic",
                unique + "-recordings",
                "mp.messaging.outgoing.dead-letters.topic",
                unique,
                "mp.messaging.outgoing.overflow.topic",
                unique + "-overflow");
        LaunchResult first = doctor(launcher, empty, "--fix");
        assertThat(first.getOutputStream())
                .contains(
                        "created bucket " + unique,
                        "created topic " + unique + "-recordings",
                        "created topic " + unique,
                        "created topic " + unique + "-overflow",
                        "created table session_recording_blocks",
                        "created table session_replay_events_mv",
                        "All is well.");
        assertThat(first.exitCode()).isZero();
        LaunchResult second = doctor(launcher, empty, "--fix");
        assertThat(second.getOutput()).contains("There was nothing to create.", "All is well.");
    }

    @Test
    void takesItsObjectAwayAlsoWhereItDidNotGetToTheEnd(QuarkusMainLauncher launcher) {
        AtomicInteger written = new AtomicInteger();
        AtomicInteger deleted = new AtomicInteger();
        try (HttpRelay relay = new HttpRelay(addresses.get("s3.endpoint"))) {
            relay.suffer((moment, request) -> {
                if (moment != Fault.Moment.REQUESTED) {
                    return Fault.PASS;
                }
                if (request.method().equals("PUT")) {
                    written.incrementAndGet();
                } else if (request.method().equals("DELETE")) {
                    deleted.incrementAndGet();
                }
                return request.lines().getFirst().contains("-absent") ? new Fault.Reaction.Refuse(403) : Fault.PASS;
            });
            LaunchResult result = doctor(launcher, Map.of("quarkus.s3.endpoint-override", relay.address()));
            assertThat(result.getOutput()).contains("answers 403 instead of 404");
            assertThat(deleted.get()).isPositive().isEqualTo(written.get());
        }
    }

    @Test
    void addsTheColumnThatAnOldTableLacks(QuarkusMainLauncher launcher) {
        Map<String, String> old = Map.of(
                "tapedeck.summary.clickhouse.database",
                Preparation.on(addresses).oldTables());
        LaunchResult result = doctor(launcher, old, "--fix");
        assertThat(result.getOutputStream())
                .contains("added column dropped_event_count to table session_recording_blocks", "All is well.");
    }

    @Test
    void addsTheColumnThatAnOldViewLacks(QuarkusMainLauncher launcher) {
        ClickHouseDatabase old = ClickHouseDatabase.create(
                sql -> sql.replaceAll("(?m)^ *(snapshot_mode +Aggregate|argMinState\\(CAST\\(snapshot_mode).*\\n", ""));
        LaunchResult result = doctor(launcher, Map.of("tapedeck.summary.clickhouse.database", old.name()), "--fix");
        assertThat(result.getOutputStream())
                .contains(
                        "added column snapshot_mode to table session_replay_events",
                        "made session_replay_events_mv write all columns",
                        "All is well.");
    }

    @Test
    void leavesTablesOfOthersAlone(QuarkusMainLauncher launcher) {
        ClickHouseDatabase others = ClickHouseDatabase.create(sql -> "");
        others.run("CREATE TABLE kafka_session_replay_events (session_id String, team_id Int64) ENGINE = Null");
        others.run("CREATE TABLE session_replay_events (session_id String, team_id Int64, has_replay_embeddings UInt8)"
                + " ENGINE = AggregatingMergeTree ORDER BY (team_id, session_id)");
        others.run("CREATE MATERIALIZED VIEW session_replay_events_mv TO session_replay_events AS"
                + " SELECT session_id, team_id FROM kafka_session_replay_events");
        String all = "SELECT create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name";
        List<String> before = others.run(all);

        LaunchResult result = doctor(launcher, Map.of("tapedeck.summary.clickhouse.database", others.name()), "--fix");

        assertThat(result.getOutput())
                .contains("Table session_replay_events in database " + others.name() + " is not one that Tapedeck")
                .contains("Table session_replay_events_mv in database " + others.name() + " is not one that Tapedeck")
                .contains("set tapedeck.summary.clickhouse.database");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(others.run(all)).isEqualTo(before);
    }

    @Test
    void createsTablesWithoutTheRightToCreateDatabases(QuarkusMainLauncher launcher) {
        ClickHouseDatabase empty = ClickHouseDatabase.create(sql -> "");
        try (HttpRelay relay = new HttpRelay(addresses.get("clickhouse.url"))) {
            relay.suffer((moment, request) ->
                    moment == Fault.Moment.REQUESTED && request.bodyStart().contains("CREATE DATABASE")
                            ? new Fault.Reaction.Refuse(403)
                            : Fault.PASS);
            Map<String, String> guarded = Map.of(
                    "tapedeck.summary.clickhouse.url",
                    relay.address(),
                    "tapedeck.summary.clickhouse.database",
                    empty.name());
            LaunchResult result = doctor(launcher, guarded, "--fix");
            assertThat(result.getOutput()).contains("created table session_replay_events_mv", "All is well.");
        }
    }

    /** A group has announced a batch, and the end of one of its objects is missing. */
    @Test
    void namesTheObjectThatAPartitionWaitsForUntilItIsDeleted(QuarkusMainLauncher launcher) throws Exception {
        String group = "waits-" + Long.toHexString(System.nanoTime());
        long timestamp = System.currentTimeMillis();
        BatchSpan span = new BatchSpan(Broker.RECORDINGS, 0, 0, 5, timestamp);
        String key = SimulatedStore.key("session_recordings", span, Retention.DAYS_30);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object)
                        addresses.get("kafka.bootstrap.servers")));
                S3AsyncClient s3 = s3()) {
            admin.alterConsumerGroupOffsets(
                            group,
                            Map.of(
                                    new TopicPartition(Broker.RECORDINGS, 0),
                                    new OffsetAndMetadata(0, "tapedeck1;5;" + timestamp + ";30d,90d")))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            String bucket = addresses.get("s3.bucket");
            s3.putObject(to -> to.bucket(bucket).key(key), AsyncRequestBody.fromString("the beginning of it"))
                    .get(10, TimeUnit.SECONDS);
            Map<String, String> settings = Map.of("mp.messaging.incoming.recordings.group.id", group);

            LaunchResult waiting = doctor(launcher, settings);
            assertThat(waiting.getOutput())
                    .contains("The object s3://" + bucket + '/' + key + " cannot be read")
                    .contains("partition 0 of " + Broker.RECORDINGS + " waits at offset 0")
                    .contains("delete that object");
            assertThat(waiting.exitCode()).isEqualTo(1);

            s3.deleteObject(from -> from.bucket(bucket).key(key)).get(10, TimeUnit.SECONDS);
            assertThat(doctor(launcher, settings).getOutput()).contains("All is well.");
        }
    }

    private static S3AsyncClient s3() {
        return S3AsyncClient.builder()
                .endpointOverride(URI.create(addresses.get("s3.endpoint")))
                .region(Region.of(addresses.get("s3.region")))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(addresses.get("s3.access.key"), addresses.get("s3.secret.key"))))
                .forcePathStyle(true)
                .build();
    }

    @TestFactory
    List<DynamicTest> namesWhatIsBrokenAndWhatToDo(QuarkusMainLauncher launcher) {
        return broken.rounds().stream()
                .map(round -> DynamicTest.dynamicTest(round.toString(), () -> areNamed(launcher, round)))
                .toList();
    }

    private void areNamed(QuarkusMainLauncher launcher, List<BrokenSetUp> round) {
        Map<String, String> settings = new HashMap<>();
        round.forEach(one -> settings.putAll(one.settings()));
        LaunchResult result = doctor(launcher, settings);
        List<String> complaints = result.getOutputStream().stream()
                .filter(line -> line.startsWith("BROKEN") || line.startsWith("WARNING"))
                .toList();
        assertThat(complaints).as(result.getOutput()).hasSameSizeAs(round);
        round.forEach(one -> assertThat(complaints)
                .as(one.name())
                .anySatisfy(line -> assertThat(line).contains(one.thing()).contains(one.remedy())));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.getOutput() + result.getErrorOutput()).doesNotContain(SECRET);
    }

    private LaunchResult doctor(QuarkusMainLauncher launcher, Map<String, String> changes, String... options) {
        Map<String, String> settings = new HashMap<>(addresses.serviceSettings());
        settings.putAll(changes);
        settings.forEach(System::setProperty);
        try {
            String[] arguments = new String[options.length + 1];
            arguments[0] = "doctor";
            System.arraycopy(options, 0, arguments, 1, options.length);
            return launcher.launch(arguments);
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }
}
