package dev.tapedeck.operate;

import java.io.PrintStream;
import java.util.List;

/** Something that the program does once and then ends. */
public interface Command {

    /** The first argument that chooses it. */
    String name();

    /** What it does, in one line. */
    String summary();

    /** Does it; answers the exit code. On the main thread, which may wait. */
    int run(List<String> arguments, PrintStream out);
}
