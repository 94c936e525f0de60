package dev.tapedeck.localstack;

import java.util.concurrent.atomic.AtomicInteger;

/** The end of the launcher: parts first, whoever asks for it. Ended by a signal, it ends with status 0. */
final class Shutdown {

    private static final int UNDECIDED = -1;

    private final AtomicInteger status = new AtomicInteger(UNDECIDED);

    /** From here on the end of the launcher stops the stack. */
    void stops(Stack stack, Guardian guardian) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            status.compareAndSet(UNDECIDED, 0);
                            stack.stop();
                            guardian.close();
                            // Otherwise the status would tell the signal rather than that all ended in order.
                            Runtime.getRuntime().halt(status.get());
                        },
                        "shutdown"));
    }

    /** Whether the end has begun, so that failures are no news. */
    boolean begun() {
        return status.get() != UNDECIDED;
    }

    /** Ends the launcher; does not return. The first status that is given counts. */
    void exit(int wanted) {
        status.compareAndSet(UNDECIDED, wanted);
        System.exit(wanted);
    }
}
