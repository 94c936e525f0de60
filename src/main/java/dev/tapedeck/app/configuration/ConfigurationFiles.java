package dev.tapedeck.app.configuration;

import dev.tapedeck.diagnostics.ConfigValidator;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SysPropConfigSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether files of configuration are read, and with the expected priority. SmallRye ignores files that it does not look for. A file that
 * {@code smallrye.config.locations} names wins over the command line and the environment.
 */
@Singleton
class ConfigurationFiles implements ConfigValidator {

    /** As the framework names its files, in all formats that it has extensions for. */
    private static final Pattern FILE = Pattern.compile("application(-(\\w+))?\\.(properties|ya?ml|json|conf|toml)");

    /** What is made in memory has a name of its own instead of an address. */
    private static final Pattern FROM_FILE = Pattern.compile("PropertiesConfigSource\\[source=\\w+:.*");

    private static final Pattern OF_PROFILE = Pattern.compile("%([^.]+)\\.(.+)");

    private final Config config;
    private final List<Path> folders;
    private final List<String> profiles;

    @Inject
    ConfigurationFiles(Config config) {
        this(config, List.of(Path.of(""), Path.of("config")), ConfigUtils.getProfiles());
    }

    /** @param folders where people put such files */
    ConfigurationFiles(Config config, List<Path> folders, List<String> profiles) {
        this.config = config;
        this.folders = folders;
        this.profiles = profiles;
    }

    @Override
    public List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        folders.forEach(
                folder -> unread(folder)
                        .forEach(
                                file -> mistakes.add(
                                        file
                                                + " is not read: put its keys into config/application.properties, with %PROFILE. before those of a profile")));
        for (ConfigSource source : config.getConfigSources()) {
            if (FROM_FILE.matcher(source.getName()).matches() && source.getOrdinal() >= EnvConfigSource.ORDINAL) {
                mistakes.addAll(contradictions(source));
            }
        }
        return mistakes;
    }

    private List<Path> unread(Path folder) {
        if (!Files.isDirectory(folder.toAbsolutePath())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.toAbsolutePath())) {
            return files.filter(this::mayBeMeant)
                    .filter(file -> !isRead(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of another profile than those that are on is rightly left alone. */
    private boolean mayBeMeant(Path file) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        return name.matches() && (name.group(2) == null || profiles.contains(name.group(2)));
    }

    private boolean isRead(Path file) {
        // As the names of sources have it: with one slash.
        String address = "file:" + file.toUri().getRawPath();
        return StreamSupport.stream(config.getConfigSources().spliterator(), false)
                .anyMatch(source -> source.getName() != null && source.getName().contains(address));
    }

    /** A sentence for each key of a file that would win over another value which was set by hand. */
    private List<String> contradictions(ConfigSource file) {
        List<String> mistakes = new ArrayList<>();
        for (String name : new TreeSet<>(file.getPropertyNames())) {
            Matcher ofProfile = OF_PROFILE.matcher(name);
            if (!ofProfile.matches() || profiles.contains(ofProfile.group(1))) {
                String key = ofProfile.matches() ? ofProfile.group(2) : name;
                for (ConfigSource other : config.getConfigSources()) {
                    String where = where(other);
                    String value = where == null ? null : other.getValue(key);
                    if (value != null && !value.equals(file.getValue(name))) {
                        mistakes.add(key + " is set " + where
                                + " and to something else in a file that smallrye.config.locations"
                                + " names: take it out of one of them");
                    }
                }
            }
        }
        return mistakes;
    }

    private static @Nullable String where(ConfigSource source) {
        if (source instanceof SysPropConfigSource) {
            return "on the command line";
        }
        return source instanceof EnvConfigSource ? "in the environment" : null;
    }
}
