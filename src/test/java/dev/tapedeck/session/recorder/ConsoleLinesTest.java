package dev.tapedeck.session.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleLinesTest {

    @Test
    void areTheLinesThatWereAdded() {
        List<ConsoleLine> plain = new ArrayList<>();
        ConsoleLines lines = new ConsoleLines();
        for (int i = 0; i < 2_000; i++) {
            ConsoleLine.Level level = ConsoleLine.Level.values()[i % 3];
            String text = "é😀\u0000".repeat(i % 300);
            plain.add(new ConsoleLine(level, text, i * 1_000_000_007L - 5, Long.MAX_VALUE - i, i));
            lines.add(plain.getLast());
        }

        assertThat(lines).isEqualTo(plain);
        assertThat(lines.subList(500, 700)).isEqualTo(plain.subList(500, 700));
    }

    @Test
    void aLongLineIsKeptWhole() {
        ConsoleLine line = new ConsoleLine(ConsoleLine.Level.WARN, "漢".repeat(200_000), 1, 2, 3);
        ConsoleLines lines = new ConsoleLines();
        lines.add(line);
        lines.add(line);

        assertThat(lines).containsExactly(line, line);
    }

    @Test
    void takeAboutWhatTheirTextsTakeAndSayHowMuch() {
        int many = 400_000;
        byte[] text = ConsoleLines.bytes("x123456");
        ConsoleLines lines = new ConsoleLines();
        for (int i = 0; i < many; i++) {
            lines.add(ConsoleLine.Level.INFO, text, i, 7, i);
        }

        assertThat(lines.heldBytes() / many).isBetween(30L, 60L);
    }

    @Test
    void sayWhatTheyTakeOfMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] text = new byte[60_000];
        ConsoleLines lines = new ConsoleLines();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 500; i++) {
            lines.add(ConsoleLine.Level.INFO, text, i, 7, i);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(lines.heldBytes()).isBetween(allocated * 9 / 10, allocated * 11 / 10);
    }
}
