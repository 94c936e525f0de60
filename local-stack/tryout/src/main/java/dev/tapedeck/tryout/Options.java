package dev.tapedeck.tryout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be tried.
 *
 * @param project the project's folder
 * @param maven the Maven program that runs the service in dev mode
 * @param once whether to end after reading back, with the packaged service; else the service stays up in dev mode
 * @param recordings the files to send
 */
record Options(Path project, Path maven, boolean once, List<Path> recordings) {

    private static final List<String> SAMPLES =
            List.of("src/main/resources/recordings/posthog-js.jsonl.gz", "src/main/resources/recordings/rrweb.jsonl.gz");

    /** Reads {@code --name=value} arguments. */
    static Options parse(String... arguments) throws TryoutException {
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length != 2) {
                throw new TryoutException("an argument is --name=value, not " + argument);
            }
            given.put(parts[0], parts[1]);
        }
        Path project = Path.of(given.getOrDefault("--project", "."))
                .toAbsolutePath()
                .normalize();
        return new Options(
                project,
                Path.of(given.getOrDefault("--maven", project.resolve("mvnw").toString())),
                Boolean.parseBoolean(given.get("--once")),
                recordings(project, given.getOrDefault("--recordings", "")));
    }

    private static List<Path> recordings(Path project, String named) throws TryoutException {
        List<Path> files = named.isBlank()
                ? SAMPLES.stream().map(project::resolve).toList()
                : Arrays.stream(named.split(","))
                        .map(name -> whereAsked().resolve(name.strip()))
                        .toList();
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw new TryoutException("there is no recording " + file + " (-Drecordings=FILE,FILE names others)");
            }
        }
        return files;
    }

    /** The folder in which the person is: Maven runs programs in the project's. */
    private static Path whereAsked() {
        return Path.of(System.getenv().getOrDefault("PWD", "")).toAbsolutePath();
    }

    /** The launcher of the local stack. */
    Path launcher() {
        return project.resolve("local-stack/target/stack/launcher.jar");
    }

    /** Data of the servers, new at every start, and apart for the two ways to run. */
    Path data() {
        return project.resolve(once ? "target/tryout/once" : "target/tryout/local");
    }
}
