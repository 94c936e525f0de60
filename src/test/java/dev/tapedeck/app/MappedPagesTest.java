package dev.tapedeck.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MappedPagesTest {

    private static final String FILE = "/work/tape deck-runner";
    private static final MappedPages CODE = new MappedPages(0x410000, 0x24e8000);

    @Test
    void codeAndConstantsAreUnchanged() {
        List<String> smaps = mappings(
                mapping("00400000-00410000 r--p 00000000 103:00 42                         " + FILE, 0, 0),
                mapping("00410000-028f8000 r-xp 00010000 103:00 42                         " + FILE, 0, 0));
        assertThat(MappedPages.unchanged(smaps, FILE)).containsExactly(new MappedPages(0x400000, 0x10000), CODE);
    }

    @Test
    void aFileThatIsNotOnDiskYetIsUnchanged() {
        List<String> smaps =
                mapping("00410000-028f8000 r-xp 00010000 103:00 42                         " + FILE, 8_192, 0);
        assertThat(MappedPages.unchanged(smaps, FILE)).containsExactly(CODE);
    }

    @Test
    void whatWasOrMayBeWrittenIsNot() {
        List<String> smaps = mappings(
                mapping("00410000-028f8000 r-xp 00010000 103:00 42                         " + FILE, 0, 0),
                mapping("02900000-02910000 r--p 02510000 103:00 42                         " + FILE, 4, 4),
                mapping("02910000-02920000 r--p 02520000 103:00 42                         " + FILE, 0, 8),
                mapping("02920000-02930000 rw-p 02530000 103:00 42                         " + FILE, 0, 0),
                mapping("02930000-02940000 r--s 02540000 103:00 42                         " + FILE, 0, 0));
        assertThat(MappedPages.unchanged(smaps, FILE)).containsExactly(CODE);
    }

    @Test
    void whatLiesBehindDoesNotCount() {
        List<String> smaps = mappings(
                mapping("00410000-028f8000 r-xp 00010000 103:00 42                         " + FILE, 0, 0),
                mapping("028f8000-02900000 rw-p 00000000 00:00 0 ", 32, 32));
        assertThat(MappedPages.unchanged(smaps, FILE)).containsExactly(CODE);
    }

    @Test
    void otherFilesAndMemoryWithoutFileAreNot() {
        List<String> smaps = mappings(
                mapping("7f0000000000-7f0000010000 r-xp 00000000 103:00 43                 /usr/lib/libc.so.6", 0, 0),
                mapping("7f0000020000-7f0000030000 r--p 00000000 00:00 0 ", 0, 0),
                mapping("7f0000030000-7f0000040000 r-xp 00000000 00:00 0                   [vdso]", 0, 0),
                mapping(
                        "7fffff000000-7fffff010000 r-xp 00010000 103:00 42                 " + FILE + " (deleted)",
                        0,
                        0),
                mapping("00410000-028f8000 r-xp 00010000 103:00 42                         " + FILE, 0, 0));
        assertThat(MappedPages.unchanged(smaps, FILE)).containsExactly(CODE);
    }

    @Test
    void whatWasWrittenAndSwappedOutIsNot() {
        List<String> swapped = new ArrayList<>(
                mapping("02900000-02910000 r--p 02510000 103:00 42                         " + FILE, 0, 0));
        swapped.add("Swap:                  8 kB");
        assertThat(MappedPages.unchanged(swapped, FILE)).isEmpty();
    }

    @SafeVarargs
    private static List<String> mappings(List<String>... mappings) {
        return Stream.of(mappings).flatMap(List::stream).toList();
    }

    private static List<String> mapping(String head, int dirty, int anonymous) {
        return List.of(
                head,
                "Size:                 64 kB",
                "Rss:                  64 kB",
                "Shared_Dirty:          0 kB",
                "Private_Clean:        64 kB",
                "Private_Dirty:         %d kB".formatted(dirty),
                "Anonymous:             %d kB".formatted(anonymous),
                "VmFlags: rd ex mr mw me");
    }
}
