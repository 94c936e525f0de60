package dev.tapedeck.screen.judge;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A recording library's version.
 *
 * @param major the first number
 * @param minor the second
 */
record LibraryVersion(int major, int minor) {

    private static final Pattern THREE_PARTS = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.[^.]+");
    private static final int FIRST_GOOD_MINOR = 75;

    /** The version that a text of three parts with dots between names; null when it names none. */
    static @Nullable LibraryVersion parse(String text) {
        Matcher matcher = THREE_PARTS.matcher(text);
        return matcher.matches()
                ? new LibraryVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : null;
    }

    /** Whether recordings of this version are known to play badly: 1.0 to 1.74. */
    boolean isTooOld() {
        return major == 1 && minor < FIRST_GOOD_MINOR;
    }
}
