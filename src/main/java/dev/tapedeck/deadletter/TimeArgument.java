package dev.tapedeck.deadletter;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as operators write them: {@code 2026-11-24T10:00:00Z}, or how long ago as in {@code 90m}. */
final class TimeArgument {

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    private TimeArgument() {}

    /** @throws UsageFault when it is no time */
    static Instant parse(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new UsageFault("'" + TerminalText.text(text, 40)
                    + "' is no time: write 2026-11-24T10:00:00Z, or 90m for" + " ninety minutes ago (s, m, h, d)");
        }
    }
}
