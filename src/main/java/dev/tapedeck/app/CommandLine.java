package dev.tapedeck.app;

import dev.tapedeck.diagnostics.Command;
import io.quarkus.arc.All;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Finds the command that the first argument names, and runs it. */
class CommandLine implements QuarkusApplication {

    private final List<Command> commands;

    @Inject
    CommandLine(@All List<Command> commands) {
        this.commands = commands;
    }

    @Override
    public int run(String... arguments) {
        PrintStream out = System.out;
        for (Command command : commands) {
            if (command.name().equals(arguments[0])) {
                return command.run(Arrays.asList(arguments).subList(1, arguments.length), out);
            }
        }
        out.println("There is no command '" + arguments[0] + "'. Without a command the service starts. Commands:");
        commands.forEach(command -> out.printf("  %-14s %s%n", command.name(), command.summary()));
        return Command.USAGE;
    }
}
