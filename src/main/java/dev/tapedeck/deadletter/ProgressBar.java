package dev.tapedeck.deadletter;

import java.io.PrintWriter;

/** How far a command has come: a bar that is drawn over itself on a terminal, else a line for each tenth. */
final class ProgressBar {

    private static final int WIDTH = 40;
    private static final int TENTHS = 10;

    private final PrintWriter out;
    private final boolean terminal;
    private final int total;
    private int done;
    private int tenths;

    /**
     * @param terminal whether a carriage return goes back to the beginning of the line
     * @param total how many there are to do; more than that may be done
     */
    ProgressBar(PrintWriter out, boolean terminal, int total) {
        this.out = out;
        this.terminal = terminal;
        this.total = Math.max(1, total);
    }

    void add(int count) {
        done += count;
        int share = Math.min(done, total);
        if (terminal) {
            int filled = (int) ((long) WIDTH * share / total);
            out.printf("\r[%s%s] %d of %d", "#".repeat(filled), ".".repeat(WIDTH - filled), done, total);
            return;
        }
        int reached = (int) ((long) TENTHS * share / total);
        if (reached > tenths) {
            tenths = reached;
            out.printf("%d of %d%n", done, total);
        }
    }

    /** Leaves the line of the bar. */
    void end() {
        if (terminal && done > 0) {
            out.println();
        }
    }
}
