package dev.tapedeck.localstack.clickhouse;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * The ClickHouse child process: opens the engine over a folder, creates the database, serves HTTP on loopback, and says
 * {@code up} on standard output. Everything else that is printed goes to standard error. SIGTERM closes the engine.
 *
 * <p>Arguments: port, data folder, path of libchdb, database to create.
 */
public final class ClickHouseServer {

    private static final int CONNECTIONS = 8;
    private static final int BACKLOG = 128;

    private ClickHouseServer() {}

    /** Runs until the process is ended; an error at start ends it with a stack trace and status 1. */
    public static void main(String[] arguments) throws Exception {
        PrintStream launcher = System.out;
        System.setOut(System.err);
        // The JDK's server delays small answers, and drops idle connections while clients still count on them.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");

        Path folder = Files.createDirectories(Path.of(arguments[1]));
        Chdb chdb = Chdb.load(Path.of(arguments[2]));
        ConnectionPool pool = new ConnectionPool(chdb, List.of("clickhouse", "--path=" + folder), CONNECTIONS);
        createDatabase(pool, arguments[3]);
        HttpServer http = serve(pool, Integer.parseInt(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(http, pool), "close"));

        launcher.println("up");
    }

    private static void createDatabase(ConnectionPool pool, String name) throws IOException, InterruptedException {
        String sql = "CREATE DATABASE IF NOT EXISTS " + SqlText.identifier(name) + " ENGINE = Atomic";
        EngineConnection connection = pool.take();
        Answer answer = connection.run(
                new SessionState("default", Map.of(), Map.of()),
                Statement.parse(sql.getBytes(StandardCharsets.UTF_8), false, ""),
                InputStream.nullInputStream());
        pool.release(connection);
        switch (answer) {
            case Answer.Refused(int _, String text) -> throw new IllegalStateException(text);
            case Answer.Done(EngineResult result) -> result.close();
        }
    }

    private static HttpServer serve(ConnectionPool pool, int port) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", port), BACKLOG);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/", new QueryHandler(pool));
        http.start();
        return http;
    }

    private static void close(HttpServer http, ConnectionPool pool) {
        http.stop(0);
        try {
            pool.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
