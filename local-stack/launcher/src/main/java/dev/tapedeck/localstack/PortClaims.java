package dev.tapedeck.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two launchers from one port. A part opens its port long after the port was chosen; until then a socket tells
 * nobody that it is taken.
 */
record PortClaims(Path folder) {

    static PortClaims ofUser() {
        return new PortClaims(Cache.ofUser().root().resolve("ports"));
    }

    /** Claims the port for the rest of the process. Returns false when another launcher has it. */
    boolean claim(int port) throws IOException {
        Files.createDirectories(folder);
        FileChannel file = FileChannel.open(
                folder.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                return true;
            }
        } catch (OverlappingFileLockException e) {
            // This process has it.
        }
        file.close();
        return false;
    }
}
