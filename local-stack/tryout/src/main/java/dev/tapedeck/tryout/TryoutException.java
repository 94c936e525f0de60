package dev.tapedeck.tryout;

/** The try-out cannot go on, for a reason that is told in one line. */
final class TryoutException extends Exception {

    private static final long serialVersionUID = 1L;

    TryoutException(String reason) {
        super(reason);
    }
}
