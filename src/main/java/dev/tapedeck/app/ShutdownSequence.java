package dev.tapedeck.app;

import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.lane.Lanes;
import dev.tapedeck.telemetry.OperatorMessage;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * An orderly stop: lanes take nothing more, seal, upload, insert and commit, while the Kafka consumer is still there. What
 * is not done by the deadline, or when a second signal comes, is read again by the next owner; nothing is lost.
 */
@ApplicationScoped
class ShutdownSequence {

    private static final Logger LOG = Logger.getLogger(ShutdownSequence.class);

    private final Lanes<?> lanes;
    private final LaneConfig config;

    ShutdownSequence(Lanes<?> lanes, LaneConfig config) {
        this.lanes = lanes;
        this.config = config;
    }

    /** On the thread that stops the process, which waits here. */
    void stop(@Observes ShutdownEvent event) {
        Duration deadline = config.shutdownDeadline();
        LOG.infof("stopping: finishing what is open, within %s", deadline);
        try (SecondSignalHandler hurry = new SecondSignalHandler(lanes::abort)) {
            int unfinished = lanes.drain(deadline).await().atMost(deadline.plusSeconds(1));
            if (unfinished == 0) {
                LOG.info("stopped with nothing left to do");
            } else {
                OperatorMessage.STOP_UNFINISHED.log(LOG, unfinished);
            }
        } catch (TimeoutException e) {
            OperatorMessage.STOP_UNANSWERED.log(LOG);
        }
    }
}
