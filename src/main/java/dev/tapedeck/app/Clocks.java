package dev.tapedeck.app;

import dev.tapedeck.runtime.Scheduler;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The one clock and the one timer of the process. */
@Dependent
class Clocks {

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    Scheduler delays() {
        return (delay, task) ->
                Infrastructure.getDefaultWorkerPool().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
}
