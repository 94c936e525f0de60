package dev.tapedeck.diagnostics;

import java.util.concurrent.TimeoutException;

/** What a failure says, in words for an operator. */
public final class Causes {

    private static final int LONGEST = 200;

    private Causes() {}

    /** Whether a message of the failure, or of one of its causes, has these words. */
    public static boolean say(Throwable failure, String words) {
        for (Throwable one = failure; one != null; one = one.getCause() == one ? null : one.getCause()) {
            if (String.valueOf(one.getMessage()).contains(words)) {
                return true;
            }
        }
        return false;
    }

    /** The innermost cause in one clause: the first line of its message, without credentials of addresses, and not long. */
    public static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof TimeoutException || root instanceof io.smallrye.mutiny.TimeoutException) {
            return "no answer in time";
        }
        String message = root.getMessage() == null ? "" : root.getMessage().strip();
        String line = Addresses.shown(
                message.lines().findFirst().orElse(root.getClass().getSimpleName()));
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
