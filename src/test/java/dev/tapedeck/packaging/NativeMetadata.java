package dev.tapedeck.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the builder of the native image is told in one folder of resources.
 *
 * @param runTime packages whose classes are initialised when the executable runs
 * @param resources patterns of resources
 * @param types classes with what is reached of them by name
 */
record NativeMetadata(List<String> runTime, List<String> resources, List<Type> types) {

    static final Path FOLDER = Path.of("src/main/resources/META-INF/native-image/dev.tapedeck/tapedeck");

    private static final Pattern RUN_TIME = Pattern.compile("--initialize-at-run-time=(\\S+)");

    /**
     * @param jni whether native code reaches it, not Java
     * @param constructors parameter types, one string a constructor
     */
    record Type(String name, boolean jni, List<String> fields, List<String> constructors) {}

    static NativeMetadata read() throws IOException {
        JsonNode json = new JsonMapper()
                .readTree(FOLDER.resolve("reachability-metadata.json").toFile());
        List<String> resources = new ArrayList<>();
        json.get("resources").forEach(entry -> resources.add(entry.get("glob").asText()));
        List<Type> types = new ArrayList<>();
        json.get("reflection").forEach(entry -> types.add(type(entry)));
        return new NativeMetadata(runTimePackages(), resources, types);
    }

    private static Type type(JsonNode entry) {
        List<String> fields = new ArrayList<>();
        entry.path("fields").forEach(field -> fields.add(field.get("name").asText()));
        List<String> constructors = new ArrayList<>();
        for (JsonNode method : entry.path("methods")) {
            if (!method.get("name").asText().equals("<init>")) {
                throw new IllegalArgumentException("nothing checks the method " + method + " of " + entry.get("type"));
            }
            List<String> parameters = new ArrayList<>();
            method.get("parameterTypes").forEach(parameter -> parameters.add(parameter.asText()));
            constructors.add(String.join(",", parameters));
        }
        return new Type(entry.get("type").asText(), entry.path("jniAccessible").asBoolean(), fields, constructors);
    }

    private static List<String> runTimePackages() throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(FOLDER.resolve("native-image.properties"))) {
            properties.load(file);
        }
        Matcher matcher = RUN_TIME.matcher(properties.getProperty("Args"));
        return matcher.results().map(found -> found.group(1)).toList();
    }
}
