package dev.tapedeck.deadletter;

/** The command was called wrongly; the message says how, in one line. */
final class UsageFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageFault(String message) {
        super(message);
    }
}
