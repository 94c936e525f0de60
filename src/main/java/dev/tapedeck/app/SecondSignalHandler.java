package dev.tapedeck.app;

import dev.tapedeck.telemetry.OperatorMessage;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Listens for a second signal to end while a stop is under way: whoever asks twice does not want to wait. Without it the
 * virtual machine ignores any further one.
 */
final class SecondSignalHandler implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SecondSignalHandler.class);

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
