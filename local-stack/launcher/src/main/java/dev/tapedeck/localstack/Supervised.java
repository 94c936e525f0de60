package dev.tapedeck.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A part with its present process. One thread at a time works with it; only {@link #close} may come from another one,
 * at any time.
 */
final class Supervised {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Part part;
    private final Path log;
    private final Guardian guardian;
    private final Console console;
    private volatile Optional<Child> child = Optional.empty();
    private volatile boolean closed;

    Supervised(Part part, Path log, Guardian guardian, Console console) {
        this.part = part;
        this.log = log;
        this.guardian = guardian;
        this.console = console;
    }

    Part part() {
        return part;
    }

    /** Process id while there is a process. */
    OptionalLong pid() {
        return running().map(Child::pid).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** {@code up}, {@code paused} or {@code stopped}. */
    String state() {
        return running().map(present -> present.isPaused() ? "paused" : "up").orElse("stopped");
    }

    /** Starts a process and waits until the server is up; takes 60 s at most. */
    void start() throws IOException, InterruptedException, StackException {
        long from = System.nanoTime();
        Child started = launch();
        if (!started.awaitUp(part.readiness(), Deadline.in(START_LIMIT))) {
            String why = started.hasEnded()
                    ? "it ended with exit code " + started.end().join()
                    : "it is not up after " + START_LIMIT.toSeconds() + " s";
            started.kill();
            throw new StackException(why);
        }
        started.end().thenAcceptAsync(code -> ended(started, code), afterOthers());
        double seconds = (System.nanoTime() - from) / 1e9;
        console.say(part.name(), "up in %.1f s on 127.0.0.1:%d".formatted(seconds, part.port()));
    }

    void stop() throws IOException, InterruptedException, StackException {
        present().stop(part.stopSignal());
    }

    void kill() throws InterruptedException, StackException {
        present().kill();
    }

    void pause() throws IOException, InterruptedException, StackException {
        if (present().isPaused()) {
            throw new StackException("it is paused");
        }
        present().pause();
    }

    void resume() throws IOException, InterruptedException, StackException {
        if (!present().isPaused()) {
            throw new StackException("it is not paused");
        }
        present().resume();
    }

    /** Asks the process, if there is one, to end, and lets no other start. */
    synchronized void close() throws IOException, InterruptedException {
        closed = true;
        if (running().isPresent()) {
            running().get().askToEnd(part.stopSignal());
        }
    }

    /** Waits for the end that {@link #close} has asked for. */
    void awaitEnd() throws InterruptedException {
        if (running().isPresent()) {
            running().get().awaitEnd();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** The last lines of the log. */
    List<String> endOfLog() {
        return LogFile.lastLines(log);
    }

    private synchronized Child launch() throws IOException, StackException {
        if (closed) {
            throw new StackException("the stack is ending");
        }
        if (running().isPresent()) {
            throw new StackException("it is running");
        }
        Files.createDirectories(log.getParent());
        ProcessBuilder command = part.command();
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
        command.redirectError(toLog);
        if (part.readiness() instanceof Readiness.Answers) {
            command.redirectOutput(toLog);
        }
        Process process = command.start();
        process.getOutputStream().close();
        Child launched = new Child(process, guardian);
        child = Optional.of(launched);
        return launched;
    }

    private void ended(Child finished, int code) {
        if (!finished.endExpected()) {
            console.say(part.name().text() + " ended with exit code " + code + "; the end of its log:", endOfLog());
        }
    }

    /** Ctrl-C ends the parts as well as the launcher: time for the launcher to notice that this end was meant. */
    private static Executor afterOthers() {
        return CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);
    }

    private Child present() throws StackException {
        return running().orElseThrow(() -> new StackException("it is not running"));
    }

    private Optional<Child> running() {
        return child.filter(Child::alive);
    }
}
