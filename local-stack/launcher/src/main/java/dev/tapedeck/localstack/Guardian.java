package dev.tapedeck.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A tiny process that outlives the launcher by a moment and kills what it has left behind, however the launcher
 * ended. It reads, line by line, the ids of the processes that run; when the launcher is gone the pipe ends, and the
 * last line holds.
 */
final class Guardian implements AutoCloseable {

    /** Deaf to the terminal's Ctrl-C, which goes to it too and must not end it first. */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            ids=
            while read -r line; do ids=$line; done
            if [ -n "$ids" ]; then kill -KILL $ids 2>/dev/null; fi
            """;

    private final PrintStream pipe;
    private final Set<Long> watched = new TreeSet<>();

    private Guardian(PrintStream pipe) {
        this.pipe = pipe;
    }

    static Guardian start() throws IOException {
        Process process = new ProcessBuilder("sh", "-c", SCRIPT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Guardian(new PrintStream(process.getOutputStream(), true));
    }

    synchronized void watch(Collection<Long> ids) {
        watched.addAll(ids);
        tell();
    }

    synchronized void release(Collection<Long> ids) {
        watched.removeAll(ids);
        tell();
    }

    @Override
    public synchronized void close() {
        pipe.close();
    }

    private void tell() {
        pipe.println(watched.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
