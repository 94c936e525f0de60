package dev.tapedeck.packaging;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The manifests as they are written, and as kustomize puts them together where kubectl is installed. */
final class Manifests {

    static final Path FOLDER = Path.of("deploy/kubernetes");

    private static final Path VALIDATOR = Path.of("src/test/node/manifests");
    private static final Path INSTALLED = Path.of("target/manifests");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Manifests() {}

    /** Refuses what is no property of a kind; the models keep such things silently. */
    static ObjectMapper strict() {
        return new ObjectMapper()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
                .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Boolean hasAnySetter(Annotated annotated) {
                        return false;
                    }
                });
    }

    /** Every file with a kind of the cluster's, that is, all but kustomize's own. */
    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml") && !file.endsWith("name-references.yaml"))
                    .sorted()
                    .toList();
        }
    }

    static List<JsonNode> parse(String text) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).forEachRemaining(documents::add);
        return documents;
    }

    static JsonNode parse(Path file) throws IOException {
        return parse(Files.readString(file)).getFirst();
    }

    static boolean kustomizeIsThere() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    static String kustomized(String overlay) throws IOException, InterruptedException {
        return run(
                Path.of("."),
                "",
                "kubectl",
                "kustomize",
                FOLDER.resolve("overlays").resolve(overlay).toString());
    }

    /** What the schemas' validator says of these documents: its last line counts the valid and the faulty ones. */
    static String validated(String documents) throws IOException, InterruptedException {
        if (!Files.exists(INSTALLED.resolve("node_modules"))) {
            Files.createDirectories(INSTALLED);
            for (String file : List.of("package.json", "validate.mjs")) {
                Files.writeString(INSTALLED.resolve(file), Files.readString(VALIDATOR.resolve(file)));
            }
            run(INSTALLED, "", "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent");
        }
        return run(INSTALLED, documents, "node", "validate.mjs");
    }

    private static String run(Path folder, String input, String... command) throws IOException, InterruptedException {
        Path in = Files.createTempFile("manifests", ".in");
        try {
            Files.writeString(in, input);
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(in.toFile())
                    .redirectError(Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not end");
            }
            return output.strip();
        } finally {
            Files.delete(in);
        }
    }
}
