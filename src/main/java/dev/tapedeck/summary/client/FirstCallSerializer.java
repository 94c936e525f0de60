package dev.tapedeck.summary.client;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks on threads, but begins no other before the first one has ended.
 *
 * <p>The ClickHouse client makes its connection with its first statement. When two threads come first, it makes two and closes
 * the one that the other thread is using.
 */
public final class FirstCallSerializer implements Executor {

    private final Executor threads;
    private final Lock first = new ReentrantLock();
    private volatile boolean over;

    public FirstCallSerializer(Executor threads) {
        this.threads = threads;
    }

    /** Any thread. */
    @Override
    public void execute(Runnable task) {
        threads.execute(() -> run(task));
    }

    private void run(Runnable task) {
        if (!over && ranFirst(task)) {
            return;
        }
        task.run();
    }

    /** Runs the task if it is the first; else waits until that one has ended. */
    private boolean ranFirst(Runnable task) {
        first.lock();
        try {
            if (over) {
                return false;
            }
            task.run();
            return true;
        } finally {
            over = true;
            first.unlock();
        }
    }
}
