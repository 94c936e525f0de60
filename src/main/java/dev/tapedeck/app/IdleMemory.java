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
import org.graalvm.nativeimage.RuntimeOptions;

/**
 * Collects the heap of a native executable while all lanes are idle: soon after the start, and then every half minute. The collector
 * of an executable otherwise keeps a young generation that is sized for the load. Idle buffers are freed too. A collection takes some
 * ten milliseconds.
 */
@Singleton
class IdleMemory {

    /** How many bytes of free memory a collection leaves to the heap. The default, 0, keeps a young generation. */
    private static final String FREE = "MaxHeapFree";

    void onStart(
            @Observes StartupEvent event,
            Lanes<?> lanes,
            Scheduler scheduler,
            SessionStages stages,
            CpuPool pool,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.enabled", defaultValue = "true") boolean reading) {
        if (reading && ImageMode.current() == ImageMode.NATIVE_RUN) {
            Runnable collect = () -> {
                if (lanes.status().stream().noneMatch(LaneStatus::busy)) {
                    pool.execute(() -> collect(stages));
                }
            };
            scheduler.after(Duration.ofSeconds(1), collect);
            scheduler.every(Duration.ofSeconds(30), collect);
        }
    }

    private static void collect(SessionStages stages) {
        stages.letIdleMemoryGo();
        Long free = RuntimeOptions.get(FREE);
        RuntimeOptions.set(FREE, 1L);
        System.gc();
        RuntimeOptions.set(FREE, free);
    }
}
