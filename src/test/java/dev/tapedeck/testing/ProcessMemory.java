package dev.tapedeck.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of the machine's memory a process has, as Linux counts. */
public final class ProcessMemory {

    private static final long KIBIBYTE = 1024;

    private final Path status;

    public ProcessMemory(long pid) {
        status = Path.of("/proc", Long.toString(pid), "status");
    }

    /** What is resident, bytes. */
    public long residentBytes() {
        return bytes("VmRSS:");
    }

    /** The most that has been resident so far, bytes. */
    public long mostResidentBytes() {
        return bytes("VmHWM:");
    }

    /** What is resident and anonymous, bytes: memory that the kernel cannot read again from a file. */
    public long anonymousBytes() {
        return bytes("RssAnon:");
    }

    private long bytes(String what) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(what))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
