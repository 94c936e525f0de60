package dev.tapedeck.runtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after the other, in order, on the threads of a pool, so that the state of a lane needs no locks. A task that runs long
 * delays only its own lane.
 */
public final class Mailbox implements Executor {

    private final Executor pool;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /** @param pool must take every task */
    public Mailbox(Executor pool) {
        this.pool = pool;
    }

    /** Callable on any thread. */
    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        pool.execute(this::runNext);
    }

    /** One task a turn, so that busy lanes share the pool's threads fairly. */
    private void runNext() {
        Runnable task;
        synchronized (tasks) {
            task = tasks.remove();
        }
        try {
            task.run();
        } finally {
            if (hasMore()) {
                pool.execute(this::runNext);
            }
        }
    }

    private boolean hasMore() {
        synchronized (tasks) {
            running = !tasks.isEmpty();
            return running;
        }
    }
}
