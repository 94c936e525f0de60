package dev.tapedeck.localstack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Folders of the user's cache, {@code $XDG_CACHE_HOME/tapedeck} or {@code ~/.cache/tapedeck}, that are filled once
 * and then only read. A folder gets its name after it is complete, so one that is there can be trusted.
 */
record Cache(Path root) {

    /** The rest of a draft's name is the id of the process that fills it. */
    private static final String DRAFT_PREFIX = ".draft-";

    /** Puts files into a folder that exists and is empty. */
    interface Filler {

        void fill(Path folder) throws IOException, InterruptedException, StackException;
    }

    static Cache ofUser() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return new Cache(base.resolve("tapedeck"));
    }

    /** The folder of a version of something, filled first when it is not there yet. */
    Path folder(String name, String version, Filler filler) throws IOException, InterruptedException, StackException {
        Path folder = root.resolve(name).resolve(version);
        if (Files.exists(folder)) {
            return folder;
        }
        Files.createDirectories(folder.getParent());
        deleteDraftsOfTheDead(folder.getParent(), DRAFT_PREFIX);
        Path draft =
                folder.resolveSibling(DRAFT_PREFIX + ProcessHandle.current().pid());
        try {
            Files.createDirectory(draft);
            filler.fill(draft);
            publish(draft, folder);
        } finally {
            FileTree.delete(draft);
        }
        return folder;
    }

    /** Deletes folders in {@code parent} whose name is the prefix and the id of a process that has ended. */
    static void deleteDraftsOfTheDead(Path parent, String prefix) throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path draft : drafts) {
                long owner = Long.parseLong(draft.getFileName().toString().substring(prefix.length()));
                if (ProcessHandle.of(owner).isEmpty()) {
                    FileTree.delete(draft);
                }
            }
        }
    }

    private static void publish(Path draft, Path folder) throws IOException {
        try {
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another launcher may have been quicker.
            if (!Files.exists(folder)) {
                throw e;
            }
        }
    }
}
