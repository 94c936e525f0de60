package dev.tapedeck.chaos;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.HttpRelay;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One place in a deployment: the service runs there again and again, always behind the same relays. */
final class Instance implements AutoCloseable {

    private static final Pattern ABANDONED = Pattern.compile("closed with (\\d+) offsets taken and not committed");

    /** With one compiler of the two: most tests start often and compute little. */
    private static final List<String> OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError");

    private final String name;
    private final Path folder;
    private final HttpRelay store;
    private final HttpRelay rows;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> options = new ArrayList<>(OPTIONS);
    private final List<ServiceProcess> runs = new ArrayList<>();

    /**
     * @param name unique among all instances of a test
     * @param folder where logs go
     */
    Instance(String name, Path folder, StackAddresses addresses) {
        this.name = name;
        this.folder = folder;
        store = new HttpRelay(addresses.get("s3.endpoint"));
        rows = new HttpRelay(addresses.get("clickhouse.url"));
        settings.putAll(addresses.serviceSettings());
        settings.put("quarkus.s3.endpoint-override", store.address());
        settings.put("tapedeck.summary.clickhouse.url", rows.address());
        settings.put("tapedeck.session.batch-max-age", "1s");
        settings.put("tapedeck.intake.retry-max", "1s");
        settings.put("mp.messaging.incoming.recordings.session.timeout.ms", "6000");
        settings.put("mp.messaging.incoming.recordings.heartbeat.interval.ms", "1500");
    }

    String name() {
        return name;
    }

    /** A setting from the next start on. */
    Instance with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** An option of the virtual machine from the next start on. */
    Instance withOption(String option) {
        options.add(option);
        return this;
    }

    /** Compiles as in production from the next start on, for what is measured. */
    Instance optimising() {
        return withOption("-XX:TieredStopAtLevel=4");
    }

    /** Whether it keeps its name in the group over a restart, so that its partitions wait for it. */
    boolean isStatic() {
        return settings.containsKey("mp.messaging.incoming.recordings.group.instance.id");
    }

    HttpRelay store() {
        return store;
    }

    HttpRelay rows() {
        return rows;
    }

    /** The requests of the service that are not answered yet. */
    String underWay() {
        return name + ": store " + store.underWay() + ", rows " + rows.underWay();
    }

    /** Starts the service; does not wait until it is up. */
    void start() {
        runs.add(ServiceProcess.start(options, settings, folder.resolve(name + "-" + runs.size() + ".log")));
    }

    /** Starts a command with this instance's settings. */
    ServiceProcess command(String command) {
        ServiceProcess run = ServiceProcess.start(
                options, settings, folder.resolve(name + "-" + command + "-" + runs.size() + ".log"), command);
        runs.add(run);
        return run;
    }

    ServiceProcess run() {
        return runs.getLast();
    }

    /** How many lanes it has; 0 while it does not answer. */
    int lanes() {
        try {
            return run().alive() ? (int) run().meters().sum("tapedeck_lanes") : 0;
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** How many offsets its lanes have said to leave to be read again, over all runs. */
    long abandoned() {
        return runs.stream()
                .flatMap(run -> ABANDONED.matcher(run.output()).results())
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }

    /** How many times a line with this text was printed, over all runs. */
    long printed(String text) {
        return runs.stream()
                .flatMap(run -> run.output().lines())
                .filter(line -> line.contains(text))
                .count();
    }

    @Override
    public void close() {
        runs.forEach(ServiceProcess::kill);
        store.close();
        rows.close();
    }
}
