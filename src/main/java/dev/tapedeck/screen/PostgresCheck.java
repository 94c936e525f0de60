package dev.tapedeck.screen;

import dev.tapedeck.telemetry.Addresses;
import dev.tapedeck.telemetry.Certificates;
import dev.tapedeck.telemetry.Check;
import dev.tapedeck.telemetry.Finding;
import dev.tapedeck.telemetry.Finding.Broken;
import dev.tapedeck.telemetry.Finding.Fine;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** Whether Postgres answers, lets us in, and has the table of teams with the columns that screening reads. */
@Singleton
class PostgresCheck implements Check {

    private static final String SUBJECT = "Postgres";

    private final Pool pool;
    private final String address;
    private final String user;

    PostgresCheck(Pool pool, Config config) {
        this.pool = pool;
        this.address = Addresses.shown(config.getOptionalValue("quarkus.datasource.reactive.url", String.class)
                .orElse("no address"));
        this.user = config.getOptionalValue("quarkus.datasource.username", String.class)
                .orElse("nobody");
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<Finding>> look() {
        return Uni.createFrom()
                .deferred(() -> pool.preparedQuery(PostgresTeams.BY_TOKENS).execute(Tuple.of(new String[0])))
                .map(rows -> List.of(new Fine(SUBJECT, "Postgres lets the teams be read at " + address)));
    }

    @Override
    public Finding explain(Throwable failure) {
        if (Certificates.refused(failure)) {
            return broken(
                    "Postgres at " + address + " shows no certificate that is trusted",
                    "name who vouches for it with quarkus.datasource.reactive.trust-certificate-pem.certs");
        }
        String state = failure instanceof DatabaseException refused ? refused.getSqlState() : "";
        return switch (state) {
            case "28P01", "28000" ->
                broken(
                        "Postgres at " + address + " refuses user " + user + " with this password",
                        "set quarkus.datasource.username and quarkus.datasource.password");
            case "3D000" ->
                broken(
                        "Postgres at " + address + " has no such database",
                        "set the database in quarkus.datasource.reactive.url");
            case "42P01" ->
                broken(
                        "Table posthog_team is not in the database at " + address,
                        "set quarkus.datasource.reactive.url to the product's own database");
            case "42703" ->
                broken(
                        "Table posthog_team is older than needed: " + failure.getMessage(),
                        "update the product whose database it is");
            case "42501" ->
                broken(
                        "User " + user + " may not read table posthog_team at " + address,
                        "GRANT SELECT ON posthog_team TO " + user);
            default ->
                broken(
                        "Postgres does not answer at " + address,
                        "start it, or set quarkus.datasource.reactive.url to where it is");
        };
    }

    private static Broken broken(String what, String remedy) {
        return new Broken(SUBJECT, what, "no message can be told whose it is, and all wait", remedy);
    }
}
