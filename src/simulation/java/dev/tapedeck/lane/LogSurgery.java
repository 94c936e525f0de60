package dev.tapedeck.lane;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Takes the end from the logs of a broker that is stopped, as a disk does that has lost its last writes. */
public final class LogSurgery {

    private static final int BATCH_HEADER = 12;
    private static final int ATTRIBUTES_AT = 22;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;

    private final Path folder;

    /** @param folder where the broker keeps its data */
    public LogSurgery(Path folder) {
        this.folder = folder;
    }

    /**
     * Keeps this many batches of the topic's partition 0, or fewer. A transaction loses its marker only together with its
     * messages: otherwise it would stay open for ever.
     */
    public void cut(String topic, int batches) {
        Path partition = find(topic + "-0");
        try (RandomAccessFile log = new RandomAccessFile(
                partition.resolve("00000000000000000000.log").toFile(), "rw")) {
            long end = 0;
            long next = 0;
            for (int i = 0; i < batches && next + BATCH_HEADER <= log.length(); i++) {
                log.seek(next + Long.BYTES);
                long size = BATCH_HEADER + log.readInt();
                log.seek(next + ATTRIBUTES_AT);
                int attributes = log.readByte();
                next += size;
                if ((attributes & (TRANSACTIONAL | CONTROL)) != TRANSACTIONAL) {
                    end = next;
                }
            }
            log.setLength(Math.min(end, log.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Path file : list(partition)) {
            String name = file.getFileName().toString();
            if (name.endsWith("index") || name.endsWith(".snapshot")) {
                delete(file);
            }
        }
        // Without it the broker looks at its logs afresh.
        list(partition.resolveSibling(".")).stream()
                .filter(file -> file.getFileName().toString().equals(".kafka_cleanshutdown"))
                .forEach(LogSurgery::delete);
    }

    private Path find(String name) {
        try (Stream<Path> files = Files.walk(folder, 4)) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no log " + name + " in " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
