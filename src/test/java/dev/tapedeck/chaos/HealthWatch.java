package dev.tapedeck.chaos;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks a process for its health several times a second. */
final class HealthWatch implements AutoCloseable {

    private static final int EVERY_MILLIS = 250;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private volatile int dead;
    private volatile int unready;
    private volatile int asked;

    HealthWatch(ServiceProcess process) {
        thread.scheduleWithFixedDelay(() -> ask(process), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** How often it was asked. */
    int asked() {
        return asked;
    }

    /** How often it was not alive. */
    int dead() {
        return dead;
    }

    /** How often it was not ready. */
    int unready() {
        return unready;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    private void ask(ServiceProcess process) {
        if (!process.live()) {
            dead++;
        }
        if (!process.ready()) {
            unready++;
        }
        asked++;
    }
}
