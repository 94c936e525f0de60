package dev.tapedeck.summary.clickhouse;

import com.clickhouse.client.ClickHouseException;
import dev.tapedeck.diagnostics.Addresses;
import dev.tapedeck.diagnostics.Causes;
import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.CheckResult.Warning;
import dev.tapedeck.diagnostics.DependencyCheck;
import dev.tapedeck.diagnostics.PortDiagnosis;
import dev.tapedeck.summary.SummaryConfig;
import dev.tapedeck.summary.SummaryConfig.Sink;
import dev.tapedeck.summary.clickhouse.ClickHouseTables.Description;
import dev.tapedeck.summary.clickhouse.TableScripts.Created;
import dev.tapedeck.summary.clickhouse.TableScripts.Table;
import dev.tapedeck.summary.clickhouse.TableScripts.View;
import dev.tapedeck.summary.client.ClickHouseClients;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether ClickHouse responds, accepts the user, and has our tables with all their columns. */
@Singleton
class ClickHouseCheck implements DependencyCheck {

    private static final String SUBJECT = "ClickHouse";
    private static final int UNKNOWN_DATABASE = 81;
    private static final Set<Integer> REFUSALS = Set.of(192, 193, 194, 516);
    private static final int ACCESS_DENIED = 497;

    /** What the client says when it got no answer of ClickHouse's: none at all, time-outs, what it cannot read. */
    private static final Set<Integer> NETWORK = Set.of(0, 159, 209, 210, 1000, 1002);

    private final SummaryConfig config;
    private final Executor threads;
    private final ClickHouseTables server;
    private final TableScripts scripts = TableScripts.load();

    ClickHouseCheck(SummaryConfig config, ClickHouseClients clients) {
        this.config = config;
        this.threads = clients.insertThreads();
        this.server = new ClickHouseTables(clients.open());
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<CheckResult>> look() {
        if (config.sink() != Sink.CLICKHOUSE) {
            return Uni.createFrom().item(List.of(new Fine(SUBJECT, "ClickHouse is not used: rows go to Kafka")));
        }
        return blocking(() -> {
            Map<String, Description> present = server.present();
            return Stream.concat(
                            Stream.of(settings()),
                            scripts.statements().stream()
                                    .map(TableScripts::creates)
                                    .map(ours -> judge(ours, present.get(ours.name()))))
                    .toList();
        });
    }

    @Override
    public Uni<List<String>> fix() {
        return config.sink() == Sink.CLICKHOUSE
                ? blocking(this::createWhatIsMissing)
                : Uni.createFrom().item(List.of());
    }

    @Override
    public CheckResult explain(Throwable failure) {
        String address = Addresses.shown(config.clickhouse().url());
        if (Causes.failedHandshake(failure) && !Causes.say(failure, "SSL message")) {
            return broken(
                    Causes.certificateClause("ClickHouse at " + address, failure),
                    "name who vouches for it with tapedeck.summary.clickhouse.ca-certificates");
        }
        int code = failure instanceof ClickHouseException refused ? refused.getErrorCode() : 0;
        if (REFUSALS.contains(code)) {
            return broken(
                    "ClickHouse at " + address + " refuses user "
                            + config.clickhouse().user() + " with this password",
                    "set tapedeck.summary.clickhouse.user and tapedeck.summary.clickhouse.password");
        }
        if (code == UNKNOWN_DATABASE) {
            return broken(
                    "Database " + config.clickhouse().database() + " is not in ClickHouse at " + address,
                    "create it with 'tapedeck doctor --fix', or set tapedeck.summary.clickhouse.database");
        }
        if (code == ACCESS_DENIED) {
            return broken(
                    "User " + config.clickhouse().user() + " may not do this in ClickHouse at " + address,
                    "grant it SELECT and INSERT on " + config.clickhouse().database() + ".*");
        }
        return NETWORK.contains(code)
                ? unanswered(address, failure)
                : broken(
                        "ClickHouse at " + address + " refuses (" + Causes.words(failure) + ")",
                        "do as it says, or look into its log");
    }

    private static Broken unanswered(String address, Throwable failure) {
        PortDiagnosis port = PortDiagnosis.of(address, address.startsWith("https"), failure);
        return broken(
                "ClickHouse does not answer at " + address + " (" + port.clause() + ")",
                port.remedy(
                        "tapedeck.summary.clickhouse.url",
                        "write http:// instead of https:// in tapedeck.summary.clickhouse.url, or name its port with TLS",
                        "write https:// instead of http:// in tapedeck.summary.clickhouse.url",
                        "look into its log, and see that tapedeck.summary.clickhouse.url names its HTTP port"));
    }

    /** What arrives with a statement decides whether a repeated insert counts twice. */
    private CheckResult settings() throws ClickHouseException {
        return server.takesTokens()
                ? new Fine(SUBJECT, "Settings in statements arrive, deduplication tokens among them")
                : new Broken(
                        SUBJECT,
                        "The deduplication token of a statement does not arrive in ClickHouse at "
                                + Addresses.shown(config.clickhouse().url()),
                        "an insert that is repeated counts twice",
                        "let what stands between pass on the SETTINGS of statements");
    }

    private CheckResult judge(Created ours, @Nullable Description found) {
        if (found == null) {
            return broken(
                    "Table " + ours.name() + " is not in database "
                            + config.clickhouse().database(),
                    "create it with 'tapedeck doctor --fix'");
        }
        String foreign = found.foreign(ours);
        if (foreign != null) {
            return foreign(ours, found, foreign);
        }
        String lacking = found.lacks(ours);
        if (lacking != null) {
            return broken(
                    "Table " + ours.name() + " is an old one without column " + lacking,
                    "add it with 'tapedeck doctor --fix'");
        }
        if (ours instanceof Table table && table.keepsTokens() && !found.keepsTokens()) {
            return new Broken(
                    SUBJECT,
                    "Table " + ours.name() + " keeps no deduplication tokens",
                    "an insert that is repeated counts twice",
                    "run ALTER TABLE " + ours.name()
                            + " MODIFY SETTING non_replicated_deduplication_window = 10000 in database "
                            + config.clickhouse().database());
        }
        return new Fine(SUBJECT, "Table " + ours.name() + " is there, with all columns");
    }

    /** A table with all columns may do, as one in front of several servers does; a view of somebody else's does not. */
    private CheckResult foreign(Created ours, Description found, String why) {
        String what = "Table " + ours.name() + " in database "
                + config.clickhouse().database() + " is not one that Tapedeck has created: " + why;
        String remedy = "set tapedeck.summary.clickhouse.database to one of Tapedeck's own";
        boolean usable = ours instanceof Table && found.lacks(ours) == null;
        return usable
                ? new Warning(SUBJECT, what, "readers may not find in it what they expect", remedy)
                : broken(what, remedy);
    }

    /** Where one table is somebody else's nothing is done at all: what reads or writes it would be created beside it. */
    private List<String> createWhatIsMissing() throws ClickHouseException {
        Map<String, Description> present = presentOrNewDatabase();
        if (scripts.statements().stream().map(TableScripts::creates).anyMatch(ours -> isForeign(ours, present))) {
            return List.of();
        }
        List<String> done = new ArrayList<>();
        for (String statement : scripts.statements()) {
            Created ours = TableScripts.creates(statement);
            Description found = present.get(ours.name());
            if (found == null) {
                server.run(statement);
                done.add("created table " + ours.name());
            } else {
                done.addAll(bringUpToDate(ours, found));
            }
        }
        return done;
    }

    private static boolean isForeign(Created ours, Map<String, Description> present) {
        Description found = present.get(ours.name());
        return found != null && found.foreign(ours) != null;
    }

    /** A user who may not create databases may still create tables in an existing one. */
    private Map<String, Description> presentOrNewDatabase() throws ClickHouseException {
        try {
            return server.present();
        } catch (ClickHouseException e) {
            if (e.getErrorCode() != UNKNOWN_DATABASE) {
                throw e;
            }
            server.createDatabase(config.clickhouse().database());
            return Map.of();
        }
    }

    private List<String> bringUpToDate(Created ours, Description found) throws ClickHouseException {
        return switch (ours) {
            case Table table -> addColumns(table, found.columns());
            case View view -> found.lacks(view) == null ? List.of() : replaceQuery(view);
        };
    }

    private List<String> replaceQuery(View view) throws ClickHouseException {
        server.run("ALTER TABLE " + view.name() + " MODIFY QUERY " + view.query());
        return List.of("made " + view.name() + " write all columns");
    }

    private List<String> addColumns(Table table, Set<String> present) throws ClickHouseException {
        List<String> done = new ArrayList<>();
        for (Map.Entry<String, String> column : table.columns().entrySet()) {
            if (!present.contains(column.getKey())) {
                server.run("ALTER TABLE " + table.name() + " ADD COLUMN IF NOT EXISTS " + column.getKey() + ' '
                        + column.getValue());
                done.add("added column " + column.getKey() + " to table " + table.name());
            }
        }
        return done;
    }

    private static Broken broken(String what, String remedy) {
        return new Broken(SUBJECT, what, "recordings are stored and not found", remedy);
    }

    private <T> Uni<T> blocking(Callable<T> call) {
        return Uni.createFrom()
                .<T>emitter(emitter -> {
                    try {
                        emitter.complete(call.call());
                    } catch (Exception e) {
                        emitter.fail(e);
                    }
                })
                .runSubscriptionOn(threads);
    }
}
