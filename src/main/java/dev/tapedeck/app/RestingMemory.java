package dev.tapedeck.app;

import dev.tapedeck.lane.LaneStatus;
import dev.tapedeck.lane.Lanes;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.session.SessionStages;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets an executable give its memory back while no lane has anything to do: soon after the start, and from then on every half
 * minute. It is what G1 does for an idle virtual machine ({@code G1PeriodicGCInterval}), but the collector of an
 * executable lets its young generation fill first, however large it is for the load's sake. Once takes some ten milliseconds.
 * What is pooled goes too: the first batch after a rest makes it anew.
 */
@Singleton
class RestingMemory {

    private static final Duration AFTER_START = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Lanes<?> lanes;
    private final Scheduler delays;
    private final SessionStages stages;
    private final CpuPool pool;
    private final boolean reading;

    RestingMemory(
            Lanes<?> lanes,
            Scheduler delays,
            SessionStages stages,
            CpuPool pool,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.enabled", defaultValue = "true") boolean reading) {
        this.lanes = lanes;
        this.delays = delays;
        this.stages = stages;
        this.pool = pool;
        this.reading = reading;
    }

    void onStart(@Observes StartupEvent event) {
        if (reading && ImageMode.current() == ImageMode.NATIVE_RUN) {
            delays.after(AFTER_START, this::look);
            delays.every(AGAIN, this::look);
        }
    }

    private void look() {
        if (lanes.status().stream().noneMatch(LaneStatus::busy)) {
            pool.execute(this::giveBack);
        }
    }

    private void giveBack() {
        stages.letIdleMemoryGo();
        ExecutableMemory.giveBack();
    }
}
