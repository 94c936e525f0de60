package dev.tapedeck.summary.client;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Every client of ClickHouse in the process; closes them at its end, with their connections and threads. Any thread. */
@Singleton
public class ClickHouseClients {

    private final Queue<ClickHouseAccess> open = new ConcurrentLinkedQueue<>();

    /** Takes responsibility for a client. */
    public ClickHouseAccess add(ClickHouseAccess access) {
        open.add(access);
        return access;
    }

    @PreDestroy
    void close() {
        for (ClickHouseAccess access = open.poll(); access != null; access = open.poll()) {
            access.client().close();
        }
    }
}
