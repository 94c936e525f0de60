package dev.tapedeck.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks tar archives that are already decompressed. */
final class Archive {

    private static final int OWNER_MAY_EXECUTE = 0100;

    private Archive() {}

    /** Unpacks folders, files and symbolic links, with whether they may be executed. */
    static void unpack(InputStream tar, Path target) throws IOException {
        try (TarArchiveInputStream archive = new TarArchiveInputStream(tar)) {
            TarArchiveEntry entry;
            while ((entry = archive.getNextEntry()) != null) {
                unpack(archive, entry, target.resolve(entry.getName()).normalize(), target);
            }
        }
    }

    /** Positions {@code archive} at the content of one entry. */
    static void seek(TarArchiveInputStream archive, String name) throws IOException {
        TarArchiveEntry entry;
        while ((entry = archive.getNextEntry()) != null) {
            if (entry.getName().equals(name)) {
                return;
            }
        }
        throw new IOException("the archive has no entry " + name);
    }

    private static void unpack(InputStream content, TarArchiveEntry entry, Path path, Path target) throws IOException {
        if (!path.startsWith(target)) {
            throw new IOException("the archive has an entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, path);
        if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !path.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + path + " executable");
        }
    }
}
