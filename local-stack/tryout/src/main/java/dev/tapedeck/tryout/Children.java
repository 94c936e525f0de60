package dev.tapedeck.tryout;

import java.util.ArrayDeque;
import java.util.Deque;

/** All processes that we started. However we end, they are stopped, the last one first. */
final class Children {

    private final Deque<Child> running = new ArrayDeque<>();
    private boolean stopped;

    /** Children that stop when this process ends, by itself or by a signal, or when the one that started it has gone. */
    static Children untilExit() {
        Children children = new Children();
        Runtime.getRuntime().addShutdownHook(new Thread(children::stop, "stop-children"));
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(1)));
        return children;
    }

    /** Takes responsibility for this child. */
    synchronized Child add(Child child) {
        if (stopped) {
            child.close();
        } else {
            running.push(child);
        }
        return child;
    }

    /** Ends this child alone. */
    void stop(Child child) {
        synchronized (this) {
            running.remove(child);
        }
        child.close();
    }

    /** @throws TryoutException when one of them has ended by itself: nothing more will come then */
    synchronized void check() throws TryoutException {
        if (!stopped) {
            for (Child child : running) {
                child.check();
            }
        }
    }

    synchronized void stop() {
        stopped = true;
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
