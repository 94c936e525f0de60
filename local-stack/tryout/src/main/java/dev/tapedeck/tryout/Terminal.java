package dev.tapedeck.tryout;

import java.io.PrintStream;

/** What the person sees: our own lines, and those of the children with their name in front. Usable from any thread. */
final class Terminal {

    private final PrintStream out;

    Terminal(PrintStream out) {
        this.out = out;
    }

    void say(String line) {
        print(line);
    }

    void say(String child, String line) {
        print(child + " | " + line);
    }

    private synchronized void print(String line) {
        out.println(line);
        out.flush();
    }
}
