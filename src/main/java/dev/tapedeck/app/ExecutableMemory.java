package dev.tapedeck.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.graalvm.nativeimage.RuntimeOptions;
import org.graalvm.nativeimage.c.function.CFunction;
import org.jboss.logging.Logger;

/**
 * What an executable has of the system's memory. Half of it are pages of its file, most of them touched by the start and never
 * again. Not for the virtual machine.
 */
final class ExecutableMemory {

    private static final Logger LOG = Logger.getLogger(ExecutableMemory.class);
    private static final Path EXECUTABLE = Path.of("/proc/self/exe");
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    /** How much free memory a collection leaves to the heap, bytes; 0 leaves it to the collector, which keeps a young generation. */
    private static final String FREE = "MaxHeapFree";

    private ExecutableMemory() {}

    /** Gives back what is not in use. All threads wait while the heap is collected. */
    static void giveBack() {
        collect();
        unmap();
    }

    private static void collect() {
        Long free = RuntimeOptions.get(FREE);
        RuntimeOptions.set(FREE, 1L);
        System.gc();
        RuntimeOptions.set(FREE, free);
    }

    /** What is needed after all, the kernel maps again from its cache of the file. */
    private static void unmap() {
        try {
            String file = EXECUTABLE.toRealPath().toString();
            List<MappedPages> unchanged = MappedPages.unchanged(Files.readAllLines(MAPPINGS), file);
            long bytes = unchanged.stream()
                    .filter(pages -> Kernel.madvise(pages.address(), pages.bytes(), Kernel.MADV_DONTNEED) == 0)
                    .mapToLong(MappedPages::bytes)
                    .sum();
            LOG.debugf("unmapped %d KiB of %s", bytes >> 10, file);
        } catch (IOException e) {
            LOG.debug("the mappings of the executable cannot be read", e);
        }
    }

    /** Of the C library. */
    private static final class Kernel {

        static final int MADV_DONTNEED = 4;

        /** <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>; 0 if all went well. */
        @CFunction
        static native int madvise(long address, long bytes, int advice);
    }
}
