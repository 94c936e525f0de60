package dev.tapedeck.summary.client;

import dev.tapedeck.summary.SummaryConfig;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Every client of ClickHouse in the process, and the threads that the clients block. Closes all of them at the end of the process.
 * Callable on any thread.
 */
@Singleton
public class ClickHouseClients {

    private static final int IDLE_SECONDS = 60;

    private final SummaryConfig.ClickHouse config;
    private final Executor insertThreads;
    private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();

    public ClickHouseClients(SummaryConfig config) {
        this.config = config.clickhouse();
        // The routes of the management port need this before the start names a number out of range.
        int threads = Math.max(1, this.config.concurrency());
        this.insertThreads = add(Executors.newFixedThreadPool(threads, threads("clickhouse-")));
    }

    /** Makes a client. */
    public ClickHouseAccess open() {
        return add(ClickHouseAccess.of(config));
    }

    /** Closes this client, too, at the end. */
    public ClickHouseAccess add(ClickHouseAccess access) {
        ends.add(() -> access.client().close());
        return access;
    }

    /** The threads that inserts block. Their number bounds the inserts that run at the same time. */
    public Executor insertThreads() {
        return insertThreads;
    }

    /**
     * Makes a thread for questions, which would otherwise keep inserts waiting. It ends when it has nothing to do.
     *
     * @param name the first part of its name
     * @param waiting how many questions may wait; more are rejected
     */
    public Executor questionThread(String name, int waiting) {
        return add(new ThreadPoolExecutor(
                0, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), threads(name)));
    }

    private ExecutorService add(ExecutorService pool) {
        ends.add(pool::shutdown);
        return pool;
    }

    private static ThreadFactory threads(String name) {
        return Thread.ofPlatform().daemon().name(name, 1).factory();
    }

    @PreDestroy
    void close() {
        for (Runnable end = ends.poll(); end != null; end = ends.poll()) {
            end.run();
        }
    }
}
