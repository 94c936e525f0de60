package dev.tapedeck.intake;

/** The topic was deleted and made anew: nothing of the old one may be committed into the new one. */
final class LogReplaced extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogReplaced(String message) {
        super(message, null, false, false);
    }
}
