package dev.tapedeck.lane.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a batch leave it as copies, and by which side output. The next stage gives every side output a letter. All other
 * messages stay in the batch. Part of an {@link Intent}: an announced batch keeps its verdicts, whoever builds it again.
 *
 * @param ranges the messages that leave, by offset
 */
public record RoutingPlan(List<Range> ranges) {

    /** What {@link #at} returns for a message that stays. */
    public static final char STAYS = ' ';

    /** Nothing leaves. */
    public static final RoutingPlan NONE = new RoutingPlan(List.of());

    /** Leaves room for the rest of an intent in the 4096 bytes that Kafka keeps by default. */
    private static final int FULL_TEXT = 2000;

    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\+(\\d{1,18})([a-z])");

    /** Consecutive messages that leave by the same side output: {@code [from, until)}. */
    public record Range(long from, long until, char exit) {}

    public RoutingPlan {
        ranges = List.copyOf(ranges);
    }

    /** Returns the letter of the message at this offset, or {@link #STAYS}. */
    public char at(long offset) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (offset < range.from()) {
                high = middle - 1;
            } else if (offset >= range.until()) {
                low = middle + 1;
            } else {
                return range.exit();
            }
        }
        return STAYS;
    }

    /** Whether nothing leaves. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Returns for each range how many messages stay before it, how many leave, and the letter: {@code 120+3h5+1d}. */
    String text(long from) {
        StringBuilder text = new StringBuilder();
        long last = from;
        for (Range range : ranges) {
            text.append(range.from() - last)
                    .append('+')
                    .append(range.until() - range.from())
                    .append(range.exit());
            last = range.until();
        }
        return text.toString();
    }

    /** Returns the plan of this text, or null when the text is none. */
    static @Nullable RoutingPlan parse(String text, long from) {
        List<Range> ranges = new ArrayList<>();
        Matcher matcher = RANGE.matcher(text);
        long last = from;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            long start = last + Long.parseLong(matcher.group(1));
            last = start + Long.parseLong(matcher.group(2));
            ranges.add(new Range(start, last, matcher.group(3).charAt(0)));
            end = matcher.end();
        }
        return end == text.length() ? new RoutingPlan(ranges) : null;
    }

    /** Collects the messages of a batch that leave, in the order of their offsets. Confined to the lane's mailbox. */
    public static final class Builder {

        private final List<Range> ranges = new ArrayList<>();
        private int textLength;

        /** The message at this offset leaves by the side output of this letter, from a to z. */
        public void add(long offset, char exit) {
            if (exit < 'a' || exit > 'z') {
                throw new IllegalArgumentException("an exit is a letter from a to z, but was '" + exit + "'");
            }
            Range last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && last.until() == offset && last.exit() == exit) {
                ranges.set(ranges.size() - 1, new Range(last.from(), offset + 1, exit));
                return;
            }
            long gap = last == null ? 0 : offset - last.until();
            textLength += Long.toString(gap).length() + 5;
            ranges.add(new Range(offset, offset + 1, exit));
        }

        /** Whether no further range fits into an intent, so that the batch has to be sealed. */
        public boolean isFull() {
            return textLength >= FULL_TEXT;
        }

        /** Returns the plan so far. */
        public RoutingPlan build() {
            return new RoutingPlan(ranges);
        }
    }
}
