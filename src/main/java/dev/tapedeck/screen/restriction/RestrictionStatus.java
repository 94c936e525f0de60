package dev.tapedeck.screen.restriction;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The restrictions in force.
 *
 * @param restrictions the rules, each with its source
 * @param age how long ago those of Redis were read; null when they never were since the start, in which case messages wait
 * @param unread the keys of rules that have never been read, as they are unreadable, and the tokens whose messages wait for that
 */
public record RestrictionStatus(
        List<Restriction> restrictions, @Nullable Duration age, List<String> unread) {}
