package dev.tapedeck.localstack;

import java.io.PrintStream;
import java.util.List;

/** The lines for people on one stream, and the lines for programs on another. Usable from any thread. */
final class Console {

    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream people;
    private final PrintStream programs;
    private final boolean terminal;
    private boolean unfinished;

    Console(PrintStream people, PrintStream programs, boolean terminal) {
        this.people = people;
        this.programs = programs;
        this.terminal = terminal;
    }

    static Console ofProcess() {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Console(System.err, System.out, terminal);
    }

    /** Whether {@link #progress} shows. */
    boolean moves() {
        return terminal;
    }

    synchronized void say(String line) {
        clear();
        people.println(line);
    }

    void say(PartName part, String text) {
        say(line(part, text));
    }

    /** A headline, and lines that belong to it. */
    synchronized void say(String headline, List<String> details) {
        say(headline);
        details.forEach(detail -> people.println("  " + detail));
    }

    /** A line that the next one replaces; on anything but a terminal, nothing. */
    synchronized void progress(PartName part, String text) {
        if (terminal) {
            people.print(CLEAR_LINE + line(part, text));
            people.flush();
            unfinished = true;
        }
    }

    /** A line for the program that started the launcher. */
    synchronized void answer(String line) {
        programs.println(line);
        programs.flush();
    }

    private void clear() {
        if (unfinished) {
            people.print(CLEAR_LINE);
            unfinished = false;
        }
    }

    private static String line(PartName part, String text) {
        return "%-10s %s".formatted(part.text(), text);
    }
}
