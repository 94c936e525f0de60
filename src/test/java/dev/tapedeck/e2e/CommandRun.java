package dev.tapedeck.e2e;

import dev.tapedeck.app.Tapedeck;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import picocli.CommandLine.IFactory;

/**
 * What a run of a command has left.
 *
 * @param exit its exit code
 * @param out what it printed on the standard output
 */
record CommandRun(int exit, String out) {

    /** Runs it in the service under test. */
    static CommandRun of(IFactory beans, String... arguments) {
        StringWriter out = new StringWriter();
        int exit = Tapedeck.commandLine(beans, InstantSource.system())
                .setOut(new PrintWriter(out))
                .execute(arguments);
        return new CommandRun(exit, out.toString());
    }
}
