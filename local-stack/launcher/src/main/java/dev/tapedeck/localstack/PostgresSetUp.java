package dev.tapedeck.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What is inside the PostgreSQL server: role, database, tables and one team. Run again, it changes nothing. */
final class PostgresSetUp {

    static final String SUPERUSER = "postgres";
    static final String SUPERUSER_PASSWORD = "postgres";
    static final String DATABASE = "posthog";
    static final String USER = "posthog";
    static final String PASSWORD = "posthog";

    private PostgresSetUp() {}

    static boolean answers(int port) {
        try (Connection connection = superuser(port)) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    static void run(int port) throws StackException {
        try {
            try (Connection connection = superuser(port)) {
                execute(connection, "role.sql");
                if (!databaseExists(connection)) {
                    execute(connection, "database.sql");
                }
            }
            try (Connection connection = connect(port, DATABASE, USER, PASSWORD)) {
                execute(connection, "tables.sql");
                execute(connection, "team.sql");
            }
        } catch (SQLException e) {
            throw new StackException("PostgreSQL could not be set up: " + e.getMessage(), e);
        }
    }

    private static boolean databaseExists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(resource("database-exists.sql"))) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(resource(script));
        }
    }

    private static Connection superuser(int port) throws SQLException {
        return connect(port, "postgres", SUPERUSER, SUPERUSER_PASSWORD);
    }

    private static Connection connect(int port, String database, String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, password);
    }

    private static String resource(String name) {
        try (InputStream in = PostgresSetUp.class.getResourceAsStream("/postgres/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
