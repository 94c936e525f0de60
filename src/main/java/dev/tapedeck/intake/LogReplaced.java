package dev.tapedeck.intake;

/** The topic was deleted and made anew: nothing of the old one may be committed into the new one. */
final class LogReplaced extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogReplaced(String topic) {
        super("the topic " + topic + " is another one by now", null, false, false);
    }
}
