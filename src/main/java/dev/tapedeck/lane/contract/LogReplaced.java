package dev.tapedeck.lane.contract;

/** The topic was deleted and made anew: nothing of the old one may be committed into the new one. */
public final class LogReplaced extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LogReplaced(String message) {
        super(message, null, false, false);
    }

    /** Of a topic whose id is not the one that was first looked at. */
    public static LogReplaced of(String topic) {
        return new LogReplaced("the topic " + topic + " is another one by now");
    }
}
