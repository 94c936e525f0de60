package dev.tapedeck.localstack;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;

/** All parts together. */
final class Stack {

    private final List<Supervised> parts;
    private final Console console;

    Stack(List<Supervised> parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    List<Supervised> parts() {
        return parts;
    }

    Optional<Supervised> part(PartName name) {
        return parts.stream().filter(part -> part.part().name() == name).findFirst();
    }

    /**
     * Starts all parts at once and waits until all are up and set up.
     *
     * @throws StackException when a part is not; which one and why has been said on the console
     */
    void start() throws InterruptedException, StackException {
        // Unpacking keeps a processor busy; on virtual threads it would hold up the others.
        CompletionService<Void> starts = new ExecutorCompletionService<>(
                command -> Thread.ofPlatform().daemon().name("start").start(command));
        parts.forEach(part -> starts.submit(() -> {
            start(part);
            return null;
        }));
        for (int i = 0; i < parts.size(); i++) {
            try {
                starts.take().get();
            } catch (ExecutionException e) {
                throw new StackException("the stack is not up", e.getCause());
            }
        }
        requireAll();
    }

    /** A part that could not open its port ends late, and until then the owner of the port answers in its place. */
    private void requireAll() throws StackException {
        for (Supervised part : parts) {
            if (part.pid().isEmpty() && !part.isClosed()) {
                StackException ended = new StackException("it has ended");
                report(part, ended);
                throw ended;
            }
        }
    }

    /** Asks every part to end, then waits for each in turn. */
    void stop() {
        for (Supervised part : parts) {
            attempt(part, Supervised::close);
        }
        for (Supervised part : parts) {
            attempt(part, Supervised::awaitEnd);
        }
    }

    private void start(Supervised part) throws IOException, InterruptedException, StackException {
        try {
            part.part().prepare();
            part.start();
            part.part().setUp();
        } catch (IOException | StackException | RuntimeException e) {
            if (!part.isClosed()) {
                report(part, e);
            }
            throw e;
        }
    }

    private void report(Supervised part, Exception failure) {
        String why = failure instanceof StackException ? failure.getMessage() : failure.toString();
        List<String> log = part.endOfLog();
        String headline = part.part().name().text() + " cannot start: " + why;
        console.say(log.isEmpty() ? headline : headline + "; the end of its log:", log);
    }

    private void attempt(Supervised part, Ending ending) {
        try {
            ending.end(part);
        } catch (IOException e) {
            console.say(part.part().name(), "cannot be stopped: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Ending {

        void end(Supervised part) throws IOException, InterruptedException;
    }
}
