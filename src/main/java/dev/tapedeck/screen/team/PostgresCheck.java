package dev.tapedeck.screen.team;

import dev.tapedeck.diagnostics.Addresses;
import dev.tapedeck.diagnostics.Causes;
import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.DependencyCheck;
import dev.tapedeck.diagnostics.PortDiagnosis;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** Whether Postgres answers, lets us in, and has the table of teams with the columns that screening reads. */
@Singleton
class PostgresCheck implements DependencyCheck {

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
    public Uni<List<CheckResult>> look() {
        return Uni.createFrom()
                .deferred(() -> pool.preparedQuery(PostgresTeams.BY_TOKENS).execute(Tuple.of(new String[0])))
                .map(rows -> List.of(new Fine(SUBJECT, "Postgres lets the teams be read at " + address)));
    }

    @Override
    public CheckResult explain(Throwable failure) {
        if (failure instanceof DatabaseException refused) {
            return refused(String.valueOf(refused.getSqlState()), Causes.words(failure));
        }
        if (Causes.say(failure, "does not handle SSL")) {
            return broken(
                    "Postgres at " + address + " speaks no TLS, and the configuration asks for it",
                    "set quarkus.datasource.reactive.postgresql.ssl-mode=disable, or switch TLS on there");
        }
        if (Causes.failedHandshake(failure)) {
            return broken(
                    Causes.certificateClause("Postgres at " + address, failure),
                    "name who vouches for it with quarkus.datasource.reactive.trust-certificate-pem.certs");
        }
        PortDiagnosis port = PortDiagnosis.of(address, false, failure);
        return broken(
                "Postgres does not answer at " + address + " (" + port.clause() + ")",
                port.remedy(
                        "quarkus.datasource.reactive.url",
                        "",
                        "name a port of Postgres, which begins without TLS",
                        "look into its log, and see that quarkus.datasource.reactive.url names Postgres"));
    }

    /** PgBouncer has answers of its own in state 08P01. */
    private Broken refused(String state, String words) {
        if (words.contains("startup parameter")) {
            return broken(
                    "Postgres at " + address + " refuses how the connection begins (" + words + ")",
                    "add that parameter to ignore_startup_parameters of the PgBouncer that stands there, or connect to Postgres"
                            + " itself");
        }
        if (state.equals("28000") && (words.contains("no encryption") || words.contains("SSL off"))) {
            return broken(
                    "Postgres at " + address + " takes no connections without TLS (" + words + ")",
                    "set quarkus.datasource.reactive.postgresql.ssl-mode=require");
        }
        if (words.contains("pg_hba.conf")) {
            return broken(
                    "Postgres at " + address + " does not let user " + user + " in from here (" + words + ")",
                    "add a line for this user and address to its pg_hba.conf");
        }
        return switch (state) {
            case "28P01", "28000" ->
                broken(
                        "Postgres at " + address + " refuses user " + user + " with this password (" + words + ")",
                        "set quarkus.datasource.username and quarkus.datasource.password");
            case "3D000" ->
                broken(
                        "Postgres at " + address + " has no such database (" + words + ")",
                        "set the database in quarkus.datasource.reactive.url");
            case "42P01" ->
                broken(
                        "Table posthog_team is not in the database at " + address,
                        "set quarkus.datasource.reactive.url to the product's own database");
            case "42703" ->
                broken(
                        "Table posthog_team is older than needed (" + words + ")",
                        "update the product whose database it is");
            case "42501" ->
                broken(
                        "User " + user + " may not read table posthog_team at " + address + " (" + words + ")",
                        "GRANT SELECT ON posthog_team TO " + user);
            case "26000" ->
                broken(
                        "Postgres at " + address + " forgets prepared statements, as PgBouncer makes it (" + words
                                + ")",
                        "let it pool sessions, or connect to Postgres itself");
            case "53300" ->
                broken(
                        "Postgres at " + address + " has no connection left (" + words + ")",
                        "raise its max_connections, or lower quarkus.datasource.reactive.max-size");
            case "57P01", "57P02", "57P03" ->
                broken("Postgres at " + address + " is starting or stopping (" + words + ")", "wait until it is up");
            default ->
                broken("Postgres at " + address + " refuses (" + words + ")", "do as it says, or look into its log");
        };
    }

    private static Broken broken(String what, String remedy) {
        return new Broken(SUBJECT, what, "no message can be told whose it is, and all wait", remedy);
    }
}
