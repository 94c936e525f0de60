package dev.tapedeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The ClickHouse engine behind HTTP. The program creates the database; the scripts are applied from here. */
record ClickHousePart(Folders folders, EngineLibrary library, int port, Optional<Path> scripts, Console console)
        implements Part {

    /** For requests; the engine's own memory is not in the heap. */
    private static final String HEAP = "512m";

    private static final String DATABASE = "posthog";

    @Override
    public PartName name() {
        return PartName.CLICKHOUSE;
    }

    @Override
    public void prepare() throws IOException, InterruptedException, StackException {
        library.provide();
    }

    @Override
    public ProcessBuilder command() throws StackException {
        ProcessBuilder command = JavaProgram.command(
                folders.jar(name()),
                HEAP,
                Integer.toString(port),
                folders.data(name()).toString(),
                library.path().toString(),
                DATABASE);
        command.environment().put("TZ", "UTC");
        chainSignals(command);
        return command;
    }

    @Override
    public Readiness readiness() {
        return new Readiness.SaysUp();
    }

    @Override
    public void setUp() throws IOException, InterruptedException, StackException {
        ClickHouseScripts applied = new ClickHouseScripts(port, DATABASE);
        if (scripts.isEmpty()) {
            console.say(name(), "no tables: --clickhouse-sql is not given");
        } else if (applied.apply(scripts.get()) == 0) {
            console.say(name(), "no tables: there is no *.sql in " + scripts.get());
        }
    }

    @Override
    public Map<String, String> addresses() {
        return Map.of(
                "clickhouse.url",
                "http://127.0.0.1:" + port,
                "clickhouse.database",
                DATABASE,
                "clickhouse.user",
                "default",
                "clickhouse.password",
                "");
    }

    /** The engine takes over signals that the JVM lives by; libjsig of the JDK lets both have them. */
    private static void chainSignals(ProcessBuilder command) {
        Path libjsig = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
        if (Files.exists(libjsig)) {
            command.environment().put("LD_PRELOAD", libjsig.toString());
        }
    }
}
