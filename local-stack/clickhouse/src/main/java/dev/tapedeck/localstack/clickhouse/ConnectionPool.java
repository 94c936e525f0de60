package dev.tapedeck.localstack.clickhouse;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The connections of the process. All are opened at the start: the engine closes its data when none is left. */
final class ConnectionPool {

    private final int size;
    private final BlockingQueue<EngineConnection> idle;

    ConnectionPool(Chdb chdb, List<String> arguments, int size) {
        this.size = size;
        this.idle = new ArrayBlockingQueue<>(size);
        for (int i = 0; i < size; i++) {
            idle.add(new EngineConnection(chdb, arguments));
        }
    }

    /** Waits until a connection is free; give it back by {@link #release}. */
    EngineConnection take() throws InterruptedException {
        return idle.take();
    }

    void release(EngineConnection connection) {
        idle.add(connection);
    }

    /** Closes every connection, each as soon as its statement has ended. */
    void close() throws InterruptedException {
        for (int i = 0; i < size; i++) {
            idle.take().close();
        }
    }
}
