package dev.tapedeck.localstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of a part, from its start to its end. */
final class Child {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final String UP = "up";

    private final Process process;
    private final Guardian guardian;
    private volatile boolean endExpected;
    private volatile List<Long> paused = List.of();

    Child(Process process, Guardian guardian) {
        this.process = process;
        this.guardian = guardian;
        guardian.watch(List.of(process.pid()));
        process.onExit().thenRun(() -> guardian.release(List.of(process.pid())));
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    boolean isPaused() {
        return alive() && !paused.isEmpty();
    }

    /** Whether it was told to end. */
    boolean endExpected() {
        return endExpected;
    }

    void expectEnd() {
        endExpected = true;
    }

    /** Completes with the exit code. */
    CompletableFuture<Integer> end() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Whether it has ended, or does at once: a pipe may break before the process is seen to be gone. */
    boolean hasEnded() throws InterruptedException {
        return process.waitFor(1, TimeUnit.SECONDS);
    }

    /** Waits until the server is up; false when it has ended or the time is over. */
    boolean awaitUp(Readiness readiness, Deadline deadline) throws InterruptedException {
        return switch (readiness) {
            case Readiness.SaysUp() -> saysUp(deadline);
            case Readiness.Answers(Readiness.Probe probe) -> answers(probe, deadline);
        };
    }

    /** Asks it to end, and kills it when it has not within 10 s. */
    void stop(Signal signal) throws IOException, InterruptedException {
        askToEnd(signal);
        awaitEnd();
    }

    void askToEnd(Signal signal) throws IOException, InterruptedException {
        expectEnd();
        signal.send(List.of(pid()));
        if (isPaused()) {
            resume();
        }
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** Kills it with all its processes: one that is left could keep the next one from its data. */
    void kill() throws InterruptedException {
        expectEnd();
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
        guardian.release(paused);
    }

    /** Freezes it with all its processes. */
    void pause() throws IOException, InterruptedException {
        paused = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
        // A frozen process does not notice that its parent is gone.
        guardian.watch(paused);
        Signal.STOP.send(paused);
    }

    void resume() throws IOException, InterruptedException {
        Signal.CONT.send(paused);
        guardian.release(paused.stream().filter(id -> id != pid()).toList());
        paused = List.of();
    }

    private boolean saysUp(Deadline deadline) throws InterruptedException {
        CompletableFuture<Boolean> up = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("output").start(() -> readOutput(up));
        try {
            return up.completeOnTimeout(false, deadline.left().toMillis(), TimeUnit.MILLISECONDS)
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads to the end, as a full pipe would stop the process. */
    private void readOutput(CompletableFuture<Boolean> up) {
        try (BufferedReader output = process.inputReader()) {
            String line;
            while ((line = output.readLine()) != null) {
                if (line.equals(UP)) {
                    up.complete(true);
                }
            }
        } catch (IOException e) {
            // The pipe breaks when the process is killed: the same as its end.
        }
        up.complete(false);
    }

    private boolean answers(Readiness.Probe probe, Deadline deadline) throws InterruptedException {
        while (alive() && !deadline.passed()) {
            if (probe.answers()) {
                return true;
            }
            Deadline.step();
        }
        return false;
    }
}
