package dev.tapedeck.deadletter;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What operators do with dead letters. */
@Command(
        name = "dead-letters",
        description = "Lists and shows dead letters, and replays them.",
        subcommands = {ListDeadLetters.class, ShowDeadLetter.class, ReplayDeadLetters.class})
public class DeadLettersCommand implements Runnable {

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    /** Called without one of its commands it tells which there are. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
