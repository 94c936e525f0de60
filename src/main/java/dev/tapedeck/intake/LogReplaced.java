package dev.tapedeck.intake;

/** The topic was deleted and made anew: nothing of the old one may be committed into the new one. */
final class LogReplaced extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogReplaced(String message) {
        super(message, null, false, false);
    }

    /** Of a topic whose id is not the one that was first looked at. */
    static LogReplaced of(String topic) {
        return new LogReplaced("the topic " + topic + " is another one by now");
    }
}
