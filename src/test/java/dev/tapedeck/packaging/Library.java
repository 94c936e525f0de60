package dev.tapedeck.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** The jar of a library on the class path, as it is pinned. */
record Library(Path jar) {

    private static final String CLASS = ".class";
    private static final String SERVICES = "META-INF/services/";

    /** The jar that this class is in. */
    static Library of(Class<?> member) {
        return new Library(Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().getPath()));
    }

    /** Names of everything in it. */
    List<String> entries() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .toList();
        }
    }

    byte[] content(String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile());
                InputStream in = file.getInputStream(file.getEntry(entry))) {
            return in.readAllBytes();
        }
    }

    /** Its classes, loaded and not initialised. */
    List<Class<?>> classes() throws IOException, ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        for (String entry : entries()) {
            if (entry.endsWith(CLASS) && !entry.startsWith("META-INF/") && !entry.contains("module-info")) {
                String name =
                        entry.substring(0, entry.length() - CLASS.length()).replace('/', '.');
                classes.add(Class.forName(name, false, Library.class.getClassLoader()));
            }
        }
        return classes;
    }

    /** Names of the packages that it has classes in. */
    Set<String> packages() throws IOException {
        Set<String> packages = new HashSet<>();
        for (String entry : entries()) {
            if (entry.endsWith(CLASS) && !entry.startsWith("META-INF/") && entry.contains("/")) {
                packages.add(entry.substring(0, entry.lastIndexOf('/')).replace('/', '.'));
            }
        }
        return packages;
    }

    /** Classes that it offers to whoever asks a {@link java.util.ServiceLoader} for an interface in this package. */
    Set<String> providers(String interfacePackage) throws IOException {
        Set<String> providers = new HashSet<>();
        for (String entry : entries()) {
            if (entry.startsWith(SERVICES + interfacePackage)) {
                new String(content(entry), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(providers::add);
            }
        }
        return providers;
    }

    /** Texts that a shared library in it holds, each ended by a zero byte: what it looks up by name is among them. */
    Set<String> texts(String sharedLibrary) throws IOException {
        return Arrays.stream(new String(content(sharedLibrary), StandardCharsets.ISO_8859_1).split("\\x00"))
                .collect(Collectors.toSet());
    }
}
