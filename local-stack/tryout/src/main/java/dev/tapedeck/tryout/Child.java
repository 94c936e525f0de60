package dev.tapedeck.tryout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A process that we started, with all that it has started in turn. */
final class Child implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(50);

    private final String name;
    private final Process process;
    private final boolean endsWithInput;

    private Child(String name, Process process, boolean endsWithInput) {
        this.name = name;
        this.process = process;
        this.endsWithInput = endsWithInput;
    }

    /**
     * Starts a program whose standard output and error go line by line to {@code lines}.
     *
     * @param name what people call it
     * @param endsWithInput whether the end of its standard input is how it is told to stop; otherwise it is a signal
     */
    static Child start(String name, ProcessBuilder command, boolean endsWithInput, Consumer<String> lines)
            throws IOException {
        Process process = command.redirectErrorStream(true).start();
        if (!endsWithInput) {
            process.getOutputStream().close();
        }
        Thread.ofPlatform().daemon().name("output").start(() -> pass(process, lines));
        return new Child(name, process, endsWithInput);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** @throws TryoutException when it has ended, which only we should make it do */
    void check() throws TryoutException {
        if (!alive()) {
            throw new TryoutException(
                    "the " + name + " ended with exit code " + process.exitValue() + "; the lines above say why");
        }
    }

    /** Stops it in order; what is left after a while is killed. */
    @Override
    public void close() {
        List<ProcessHandle> all = descendants();
        if (endsWithInput) {
            closeInput();
        } else {
            process.destroy();
        }
        if (!ended(all, STOP_LIMIT)) {
            descendants().forEach(ProcessHandle::destroyForcibly);
            all.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Looks by itself: being told of the end of a process that is not our own child takes seconds. */
    private boolean ended(List<ProcessHandle> descendants, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (process.isAlive() || descendants.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The process has gone already, or the signal stops it.
            process.destroy();
        }
    }

    private static void pass(Process process, Consumer<String> lines) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            // The stream was closed because the process is being stopped.
        }
    }
}
