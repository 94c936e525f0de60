package dev.tapedeck.diagnostics;

import java.io.PrintStream;
import java.util.List;

/** Something that the program does once and then ends. */
public interface Command {

    /** The exit code when all was done. */
    int DONE = 0;

    /** The exit code when it could not be done, or when there is something left to do. */
    int FAILED = 1;

    /** The exit code of a wrong call. */
    int USAGE = 2;

    /** The first argument that chooses it. */
    String name();

    /** What it does, in one line. */
    String summary();

    /** Does it; answers the exit code. On the main thread, which may wait. */
    int run(List<String> arguments, PrintStream out);
}
