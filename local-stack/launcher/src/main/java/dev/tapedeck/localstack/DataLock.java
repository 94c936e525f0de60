package dev.tapedeck.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two launchers from one data folder. The system lets go of it when the process ends, however it ends. */
final class DataLock {

    private DataLock() {}

    /** Takes the folder, creating it when it is not there, for the rest of the process. */
    static void take(Path folder) throws IOException, StackException {
        Files.createDirectories(folder);
        FileChannel file =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            throw new StackException("the data folder " + folder + " is used by another local stack");
        }
    }
}
