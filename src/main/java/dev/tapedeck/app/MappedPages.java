package dev.tapedeck.app;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file that the process has mapped, as {@code /proc/self/smaps} tells.
 *
 * @param address of its first byte
 * @param bytes its length
 */
record MappedPages(long address, long bytes) {

    private static final Pattern HEAD = Pattern.compile(
            "(?<from>\\p{XDigit}+)-(?<until>\\p{XDigit}+) (?<access>\\S{4}) \\S+ \\S+ \\S+ *(?<file>.*)");
    /**
     * Pages that are dirty and not anonymous are those of a new file that is not on its disk yet. Those that are swapped out are
     * no longer counted as anonymous.
     */
    private static final Pattern CHANGED = Pattern.compile("(Anonymous|Swap): *[1-9].*");

    /**
     * The parts of a file that hold nothing but what the file holds: nobody may write to them and nobody has, so the kernel
     * can read every page of them again.
     *
     * @param smaps the lines of {@code /proc/self/smaps}
     * @param file its absolute path
     */
    static List<MappedPages> unchanged(List<String> smaps, String file) {
        List<MappedPages> unchanged = new ArrayList<>();
        boolean last = false;
        for (String line : smaps) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                last = head.group("file").equals(file) && head.group("access").matches("r-[x-]p");
                if (last) {
                    long from = Long.parseUnsignedLong(head.group("from"), 16);
                    unchanged.add(new MappedPages(from, Long.parseUnsignedLong(head.group("until"), 16) - from));
                }
            } else if (last && CHANGED.matcher(line).matches()) {
                unchanged.removeLast();
                last = false;
            }
        }
        return unchanged;
    }
}
