package dev.tapedeck.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFilesTest {

    /** The command line of the JVM that runs this test has it, as any JVM has. */
    private static final String ON_THE_COMMAND_LINE = "java.vm.name";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application.yaml",
                "application.yml",
                "application.json",
                "application.properties",
                "application-posthog.yaml",
                "application-posthog.properties"
            })
    void aFileThatNobodyReads_isNamed(String name) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        assertThat(mistakes())
                .singleElement()
                .satisfies(mistake -> assertThat(mistake).startsWith(file + " is not read"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application-dev.properties", "applications.yaml", "application.md", "other.yaml", "app.yaml"})
    void aFileOfAnotherProfileOrOfOthers_isLeftAlone(String name) throws IOException {
        Files.createFile(folder.resolve(name));
        assertThat(mistakes()).isEmpty();
    }

    @Test
    void aFileThatIsRead_isFine() throws IOException {
        Path file = Files.createFile(folder.resolve("application.properties"));
        assertThat(mistakes(new PropertiesConfigSource(file.toUri().toURL(), 260)))
                .isEmpty();
    }

    @Test
    void aFileThatWouldWinOverTheCommandLine_isNamedForEachKey() {
        assertThat(mistakes(named(400, ON_THE_COMMAND_LINE, "of the file", "only.here", "x")))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake)
                        .contains(ON_THE_COMMAND_LINE, "on the command line", "smallrye.config.locations"));
    }

    @Test
    void soIsOneThatWouldWinOverTheEnvironment_alsoWithAKeyOfAProfile() {
        ConfigSource environment = new EnvConfigSource(Map.of("A_KEY_NAME", "1"), EnvConfigSource.ORDINAL);
        assertThat(mistakes(environment, named(300, "%posthog.a.key-name", "2")))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake).contains("a.key-name is set in the environment"));
        assertThat(mistakes(environment, named(300, "%dev.a.key-name", "2"))).isEmpty();
    }

    @Test
    void theSameValueTwice_isNoContradiction_norIsAFileThatLoses() {
        String value = System.getProperty(ON_THE_COMMAND_LINE);
        assertThat(mistakes(named(400, ON_THE_COMMAND_LINE, value))).isEmpty();
        assertThat(mistakes(named(260, ON_THE_COMMAND_LINE, "other"))).isEmpty();
    }

    private static ConfigSource named(int ordinal, String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new PropertiesConfigSource(values, "file:/named.properties", ordinal);
    }

    private List<String> mistakes(ConfigSource... sources) {
        var config = new SmallRyeConfigBuilder()
                .withSources(new SysPropConfigSource())
                .withSources(sources)
                .build();
        return new ConfigurationFiles(config, List.of(folder), List.of("prod", "posthog")).mistakes();
    }
}
