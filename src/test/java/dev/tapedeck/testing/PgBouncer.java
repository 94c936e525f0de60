package dev.tapedeck.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Debian's PgBouncer before the local stack's Postgres: a pooler of transactions that knows no start-up parameter but its own. */
public final class PgBouncer implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/sbin/pgbouncer");
    private static final int SERVERS = 4;

    /** It refuses to run as the superuser. */
    private static final String UNPRIVILEGED = "nobody";

    private final URI server;
    private final String user;
    private final String password;
    private final int port;
    private final Path folder;
    private final Process process;

    private PgBouncer(Map<String, String> stack) throws IOException {
        server = URI.create(value(stack, "quarkus.datasource.reactive.url"));
        user = value(stack, "quarkus.datasource.username");
        password = value(stack, "quarkus.datasource.password");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        folder = Files.createTempDirectory("pgbouncer");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), settings());
        List<String> command = new ArrayList<>(List.of(BINARY.toString(), settings.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(1, List.of("-u", UNPRIVILEGED));
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("pgbouncer.log").toFile()))
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::listens);
    }

    /** Starts one; skips the test with a reason where none is installed. */
    public static PgBouncer before(Map<String, String> stack) throws IOException {
        if (!Files.isExecutable(BINARY)) {
            System.out.println("skipped: there is no " + BINARY + "; Debian's package pgbouncer has it");
        }
        Assumptions.assumeTrue(Files.isExecutable(BINARY), "no " + BINARY);
        return new PgBouncer(stack);
    }

    public int port() {
        return port;
    }

    /** Clients that keep its connections changing hands, until they are closed. */
    public Clients otherClients() {
        return new Clients();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (String file : List.of("pgbouncer.ini", "pgbouncer.log")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
    }

    private String settings() {
        return """
                [databases]
                %1$s = host=%2$s port=%3$d dbname=%1$s user=%4$s password=%5$s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %6$d
                auth_type = any
                pool_mode = transaction
                default_pool_size = %7$d
                max_client_conn = 100
                unix_socket_dir =
                server_reset_query =
                """.formatted(
                server.getPath().substring(1), server.getHost(), server.getPort(), user, password, port, SERVERS);
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(folder.resolve("pgbouncer.log")));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String value(Map<String, String> stack, String key) {
        return Objects.requireNonNull(stack.get(key), key);
    }

    /** As the product's web workers: short transactions, one after the other. */
    public final class Clients implements AutoCloseable {

        private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        private final AtomicLong queries = new AtomicLong();
        private volatile boolean closed;

        private Clients() {
            PgConnectOptions options = new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setDatabase(server.getPath().substring(1))
                    .setUser(user)
                    .setPassword(password);
            options.getProperties().remove("extra_float_digits");
            for (int i = 0; i < SERVERS + 2; i++) {
                PgConnection.connect(vertx, options).onSuccess(this::query);
            }
        }

        /** The queries that were answered so far. */
        public long queries() {
            return queries.get();
        }

        @Override
        public void close() throws Exception {
            closed = true;
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }

        private void query(PgConnection connection) {
            if (!closed) {
                connection
                        .query("BEGIN; SELECT pg_sleep(0.002); COMMIT")
                        .execute()
                        .onSuccess(rows -> {
                            queries.incrementAndGet();
                            query(connection);
                        });
            }
        }
    }
}
