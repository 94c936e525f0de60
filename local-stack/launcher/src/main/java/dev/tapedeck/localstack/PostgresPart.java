package dev.tapedeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PostgreSQL, with one database, an ordinary role that owns it, and the tables that Tapedeck reads. */
record PostgresPart(Folders folders, PostgresBinaries binaries, int port) implements Part {

    /** The rest of a draft's name is the id of the launcher that fills it. */
    private static final String DRAFT_PREFIX = "postgres.new-";

    @Override
    public PartName name() {
        return PartName.POSTGRES;
    }

    @Override
    public void prepare() throws IOException, InterruptedException, StackException {
        binaries.provide();
        Path data = folders.data(name());
        if (!Files.exists(data)) {
            deleteOldDrafts(data.getParent());
            // Not the folder of a launcher before, which may have failed while its initdb is still writing.
            Path draft = data.resolveSibling(DRAFT_PREFIX + ProcessHandle.current().pid());
            FileTree.delete(draft);
            initialise(draft);
            Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        }
        deleteStaleLock(data.resolve("postmaster.pid"));
    }

    @Override
    public ProcessBuilder command() throws IOException {
        List<String> command = new ArrayList<>(binaries.command("postgres"));
        command.addAll(List.of("-D", folders.data(name()).toString(), "-p", Integer.toString(port)));
        // Without fsync a kill of the server loses nothing; only a crash of the machine does.
        for (String setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=off",
                "shared_buffers=32MB",
                "timezone=UTC",
                "log_timezone=UTC")) {
            command.addAll(List.of("-c", setting));
        }
        return new ProcessBuilder(command);
    }

    @Override
    public Readiness readiness() {
        return new Readiness.Answers(() -> PostgresSetUp.answers(port));
    }

    @Override
    public void setUp() throws StackException {
        PostgresSetUp.run(port);
    }

    /** TERM would wait until the last client has gone. */
    @Override
    public Signal stopSignal() {
        return Signal.INT;
    }

    @Override
    public Map<String, String> addresses() {
        return Map.of(
                "postgres.url", "postgresql://127.0.0.1:" + port + "/" + PostgresSetUp.DATABASE,
                "postgres.user", PostgresSetUp.USER,
                "postgres.password", PostgresSetUp.PASSWORD);
    }

    private static void deleteOldDrafts(Path parent) {
        try {
            Cache.deleteDraftsOfTheDead(parent, DRAFT_PREFIX);
        } catch (IOException e) {
            // The initdb of a launcher that failed is still writing. The next start deletes its folder.
        }
    }

    /**
     * A killed server leaves its lock, and the next one honours it as long as the process id is taken: by an unrelated
     * process, or by the dead server itself where nothing reaps it, as in many containers.
     */
    private static void deleteStaleLock(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return;
        }
        long owner = Long.parseLong(Files.readAllLines(lock).getFirst().strip());
        boolean serves = ProcessHandle.of(owner)
                .flatMap(process -> process.info().command())
                .filter(command -> Path.of(command).endsWith("postgres"))
                .isPresent();
        if (!serves) {
            Files.delete(lock);
        }
    }

    private void initialise(Path folder) throws IOException, InterruptedException, StackException {
        Path password = Files.createTempFile("tapedeck", ".password");
        try {
            Files.writeString(password, PostgresSetUp.SUPERUSER_PASSWORD);
            List<String> command = new ArrayList<>(binaries.command("initdb"));
            command.addAll(
                    List.of("-D", folder.toString(), "-U", PostgresSetUp.SUPERUSER, "--pwfile", password.toString()));
            command.addAll(List.of("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync"));
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(folders.log(name()).toFile()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new StackException("initdb ended with exit code " + status);
            }
        } finally {
            Files.delete(password);
        }
    }
}
