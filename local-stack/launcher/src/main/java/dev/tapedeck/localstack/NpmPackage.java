package dev.tapedeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A package of the npm registry, fetched by the npm client with whatever registry and proxy the user has set up for
 * it.
 */
record NpmPackage(String name, String version, Guardian guardian, Console console) {

    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final int SECONDS_BETWEEN_LINES = 15;

    /** Leaves the package's archive in the folder and returns its path. */
    Path fetch(Path folder) throws IOException, InterruptedException, StackException {
        Path log = folder.resolve("npm.log");
        Process npm = start(folder, log);
        guardian.watch(List.of(npm.pid()));
        try {
            await(npm);
            if (npm.exitValue() != 0) {
                throw new StackException("npm pack " + name + "@" + version + " ended with exit code " + npm.exitValue()
                        + ": " + Files.readString(log).strip());
            }
        } finally {
            npm.destroy();
            guardian.release(List.of(npm.pid()));
            Files.delete(log);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new StackException("npm pack left no archive in " + folder));
        }
    }

    private Process start(Path folder, Path log) throws StackException {
        try {
            return new ProcessBuilder("npm", "pack", name + "@" + version, "--silent", "--pack-destination", ".")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new StackException(
                    "the ClickHouse engine is fetched with npm, which was not found: install Node.js with npm", e);
        }
    }

    private void await(Process npm) throws InterruptedException, StackException {
        for (int seconds = 1; !npm.waitFor(1, TimeUnit.SECONDS); seconds++) {
            String text = "fetching the engine, 178 MB, for " + seconds + " s";
            console.progress(PartName.CLICKHOUSE, text);
            if (!console.moves() && seconds % SECONDS_BETWEEN_LINES == 0) {
                console.say(PartName.CLICKHOUSE, text);
            }
            if (seconds >= LIMIT.toSeconds()) {
                throw new StackException("npm has not fetched " + name + " within " + LIMIT.toMinutes() + " minutes");
            }
        }
    }
}
