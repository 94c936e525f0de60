package dev.tapedeck.diagnostics;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Certificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * What broken set-ups need on real servers.
 *
 * @param store the S3 server
 * @param redis the Redis server, which has a user {@code guarded} with a password
 * @param smallTopic a topic that takes only small messages
 * @param equalTopic a topic that takes messages as large as those that are read, and no larger
 * @param oldTables a database of ClickHouse of whose tables one lacks a column
 * @param otherDatabase a database of Postgres without the table of teams
 */
record Preparation(
        String store, String redis, String smallTopic, String equalTopic, String oldTables, String otherDatabase) {

    private static final Path SCRIPTS = Path.of("src/main/resources/clickhouse");

    static Preparation on(StackAddresses addresses) {
        String unique = Long.toHexString(System.nanoTime());
        Preparation made = new Preparation(
                addresses.get("s3.endpoint"),
                addresses.get("redis.url"),
                "small-" + unique,
                "equal-" + unique,
                "old_" + unique,
                addresses.get("postgres.url").replaceAll("/\\w+$", "/other_" + unique));
        try {
            made.createTopics(addresses);
            made.createTables(addresses);
            made.createDatabase(addresses, "other_" + unique);
            made.createUser();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return made;
    }

    private void createTopics(StackAddresses addresses) throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) addresses.get("kafka.bootstrap.servers")))) {
            List<NewTopic> topics = List.of(topic(smallTopic, 1000), topic(equalTopic, 64 << 20));
            admin.createTopics(topics).all().get(10, TimeUnit.SECONDS);
        }
    }

    private static NewTopic topic(String name, int maxMessageBytes) {
        return new NewTopic(name, Optional.empty(), Optional.empty())
                .configs(Map.of("max.message.bytes", Integer.toString(maxMessageBytes)));
    }

    private void createTables(StackAddresses addresses) throws IOException, InterruptedException {
        statement(addresses, "system", "CREATE DATABASE " + oldTables);
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.sorted().toList()) {
                for (String sql :
                        Files.readString(file).replaceAll("(?m)^--.*$", "").split(";")) {
                    if (!sql.isBlank()) {
                        statement(addresses, oldTables, sql.replaceAll("(?m)^ *dropped_event_count.*\\n", ""));
                    }
                }
            }
        }
    }

    private void createDatabase(StackAddresses addresses, String name) throws Exception {
        withVertx(vertx -> PgConnection.connect(
                        vertx,
                        PgConnectOptions.fromUri(addresses.get("postgres.url"))
                                .setUser("postgres")
                                .setPassword("postgres"))
                .compose(connection ->
                        connection.query("CREATE DATABASE " + name).execute()));
    }

    private void createUser() throws Exception {
        withVertx(vertx -> RedisAPI.api(Redis.createClient(vertx, redis))
                .acl(List.of("SETUSER", "guarded", "on", ">the-right-one", "~*", "+@all")));
    }

    /** An address of Postgres with a database that is not there. */
    String noDatabase() {
        return otherDatabase.replaceAll("/\\w+$", "/nowhere");
    }

    /** The address of a server on this machine that is to be taken for Postgres. */
    String postgresAt(int port) {
        return otherDatabase.replaceAll("//[^/]+/\\w+$", "//127.0.0.1:" + port + "/posthog");
    }

    /** Of a server that speaks TLS. */
    Certificates certificates() {
        return Certificates.in(Path.of("target/doctor"), "localhost");
    }

    /** The address of Redis for the guarded user. */
    String redisUser(String password) {
        return redis.replace("//", "//guarded:" + password + "@");
    }

    private static void withVertx(Function<Vertx, Future<?>> work) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            work.apply(vertx).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static void statement(StackAddresses addresses, String database, String sql)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(addresses.get("clickhouse.url") + "/?database=" + database))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.body());
        }
    }
}
