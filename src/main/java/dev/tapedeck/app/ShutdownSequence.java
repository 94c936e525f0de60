package dev.tapedeck.app;

import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.lane.Lanes;
import dev.tapedeck.telemetry.OperatorMessage;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * An orderly stop: lanes take no more messages, and seal, store, summarise and commit what they have. The Kafka consumer still runs.
 * What is not committed by the deadline, or at a second signal, is read again by the next owner. Nothing is lost.
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

    /**
     * Ends the stop at a second signal: whoever asks twice does not want to wait. Without this handler the virtual machine would ignore
     * further signals.
     */
    private static final class SecondSignalHandler implements AutoCloseable {

        private final Map<Signal, SignalHandler> before = new HashMap<>();

        /** @param then what to do when the signal comes; on a thread of its own */
        SecondSignalHandler(Runnable then) {
            for (String name : new String[] {"TERM", "INT"}) {
                Signal signal = new Signal(name);
                before.put(signal, Signal.handle(signal, again -> {
                    OperatorMessage.STOP_HURRIED.log(LOG, again.getName());
                    then.run();
                }));
            }
        }

        /** Signals mean again what they meant before. */
        @Override
        public void close() {
            before.forEach(Signal::handle);
        }
    }
}
