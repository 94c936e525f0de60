package dev.tapedeck.summary;

import com.clickhouse.client.ClickHouseException;
import dev.tapedeck.summary.SummaryBeans.InsertThreads;
import dev.tapedeck.summary.SummaryConfig.Sink;
import dev.tapedeck.summary.TableScripts.Table;
import dev.tapedeck.telemetry.Addresses;
import dev.tapedeck.telemetry.Certificates;
import dev.tapedeck.telemetry.Check;
import dev.tapedeck.telemetry.Finding;
import dev.tapedeck.telemetry.Finding.Broken;
import dev.tapedeck.telemetry.Finding.Fine;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/** Whether ClickHouse answers, lets us in, and has our tables with all their columns. */
@Singleton
class ClickHouseCheck implements Check {

    private static final String SUBJECT = "ClickHouse";
    private static final int UNKNOWN_DATABASE = 81;
    private static final Set<Integer> REFUSALS = Set.of(192, 193, 194, 516);
    private static final int ACCESS_DENIED = 497;

    private final SummaryConfig config;
    private final Executor threads;
    private final ClickHouseTables server;
    private final TableScripts scripts = TableScripts.load();

    ClickHouseCheck(SummaryConfig config, InsertThreads threads, ClickHouseTables server) {
        this.config = config;
        this.threads = threads.pool();
        this.server = server;
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<Finding>> look() {
        if (config.sink() != Sink.CLICKHOUSE) {
            return Uni.createFrom().item(List.of(new Fine(SUBJECT, "ClickHouse is not used: rows go to Kafka")));
        }
        return blocking(() -> {
            Map<String, Set<String>> present = server.columns();
            return scripts.statements().stream()
                    .map(statement -> judge(TableScripts.creates(statement), present))
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
    public Finding explain(Throwable failure) {
        String address = Addresses.shown(config.clickhouse().url());
        if (Certificates.refused(failure)) {
            return broken(
                    "ClickHouse at " + address + " shows no certificate that is trusted",
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
        return broken(
                "ClickHouse does not answer at " + address,
                "start it, or set tapedeck.summary.clickhouse.url to where it is");
    }

    private Finding judge(Table table, Map<String, Set<String>> present) {
        Set<String> columns = present.get(table.name());
        if (columns == null) {
            return broken(
                    "Table " + table.name() + " is not in database "
                            + config.clickhouse().database(),
                    "create it with 'tapedeck doctor --fix'");
        }
        for (Map.Entry<String, String> column : table.columns().entrySet()) {
            if (!columns.contains(column.getKey())) {
                return broken(
                        "Table " + table.name() + " is an old one without column " + column.getKey(),
                        "add it with 'tapedeck doctor --fix'");
            }
        }
        return new Fine(SUBJECT, "Table " + table.name() + " is there, with all columns");
    }

    private List<String> createWhatIsMissing() throws ClickHouseException {
        List<String> done = new ArrayList<>();
        server.createDatabase(config.clickhouse().database());
        Map<String, Set<String>> present = server.columns();
        for (String statement : scripts.statements()) {
            Table table = TableScripts.creates(statement);
            Set<String> columns = present.get(table.name());
            if (columns == null) {
                server.run(statement);
                done.add("created table " + table.name());
            } else {
                done.addAll(addColumns(table, columns));
            }
        }
        return done;
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
