package dev.tapedeck.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalDouble;

/** The model of the direct peer in Node ({@code src/bench/node}), with its packages installed below {@code target}. */
final class PeerModel {

    private final Path directory;

    private PeerModel(Path directory) {
        this.directory = directory;
    }

    /** Installs the model below {@code target}. */
    static PeerModel install(Path sources, Path target) throws IOException {
        Files.createDirectories(target);
        for (String file : new String[] {"package.json", "peer-model.cjs"}) {
            Files.copy(sources.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        return new PeerModel(target);
    }

    /** Megabytes of body per CPU second of one process, or nothing when Node or its packages are not to be had. */
    OptionalDouble measure(Path recording) throws IOException, InterruptedException {
        try {
            if (!Files.exists(directory.resolve("node_modules"))) {
                run("npm", "install", "--silent", "--no-fund", "--no-audit");
            }
            String line = run("node", "peer-model.cjs", recording.toAbsolutePath().toString());
            JsonNode figures = new ObjectMapper().readTree(line);
            return OptionalDouble.of(figures.get("mbPerCpuSecond").asDouble());
        } catch (IOException noNode) {
            return OptionalDouble.empty();
        }
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return output;
    }
}
