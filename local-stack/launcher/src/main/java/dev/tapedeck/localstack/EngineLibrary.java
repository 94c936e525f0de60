package dev.tapedeck.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * libchdb, the ClickHouse engine as a library: fetched once with the npm client, checked, and kept in the user's cache.
 * The environment variable {@code TAPEDECK_LIBCHDB} names another copy to use instead.
 */
record EngineLibrary(Cache cache, Versions versions, Guardian guardian, Console console) {

    private static final String FILE = "libchdb.so";
    private static final String ENTRY = "package/" + FILE;
    private static final String OVERRIDE = "TAPEDECK_LIBCHDB";
    private static final String INTEGRITY_PREFIX = "sha512-";
    private static final int COPY_BYTES = 1024 * 1024;

    /** Where the library is, once {@link #provide} has run. */
    Path path() {
        return override().orElse(cache.root().resolve(Path.of("chdb", versions.chdb(), FILE)));
    }

    void provide() throws IOException, InterruptedException, StackException {
        Optional<Path> override = override();
        if (override.isEmpty()) {
            cache.folder("chdb", versions.chdb(), this::fetch);
        } else if (!Files.isReadable(override.get())) {
            throw new StackException(OVERRIDE + " names " + override.get() + ", which cannot be read");
        }
    }

    private static Optional<Path> override() {
        String value = System.getenv(OVERRIDE);
        return value == null || value.isBlank()
                ? Optional.empty()
                : Optional.of(Path.of(value).toAbsolutePath());
    }

    private void fetch(Path folder) throws IOException, InterruptedException, StackException {
        Platform platform = Platform.current();
        if (!platform.linux() || !platform.x64()) {
            throw new StackException("the ClickHouse engine comes for Linux on x86-64 only: name a libchdb of this"
                    + " machine by " + OVERRIDE + ", or run ClickHouse with Docker and leave it out here by --only");
        }
        console.say(PartName.CLICKHOUSE, "fetching the engine with npm, 178 MB, kept in " + folder.getParent());
        Path archive = new NpmPackage("@chdb/lib-linux-x64-gnu", versions.chdb(), guardian, console).fetch(folder);
        console.say(PartName.CLICKHOUSE, "checking and unpacking the engine, 566 MB");
        unpack(archive, folder.resolve(FILE));
        Files.delete(archive);
    }

    /** Reads the archive once, for its checksum and its content. */
    private void unpack(Path archive, Path library) throws IOException, StackException {
        MessageDigest digest = sha512();
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(archive), digest)) {
            TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in, COPY_BYTES));
            Archive.seek(tar, ENTRY);
            copy(tar, tar.getCurrentEntry().getSize(), library);
            in.transferTo(OutputStream.nullOutputStream());
        }
        String found = INTEGRITY_PREFIX + Base64.getEncoder().encodeToString(digest.digest());
        if (!found.equals(versions.chdbIntegrity())) {
            throw new StackException("the engine that npm brought is not the one that is expected: " + found
                    + " instead of " + versions.chdbIntegrity());
        }
    }

    private void copy(InputStream in, long size, Path library) throws IOException {
        byte[] piece = new byte[COPY_BYTES];
        try (OutputStream out = Files.newOutputStream(library)) {
            long written = 0;
            int length;
            while ((length = in.read(piece)) > 0) {
                out.write(piece, 0, length);
                written += length;
                console.progress(PartName.CLICKHOUSE, "unpacking the engine, " + 100 * written / size + " %");
            }
        }
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
