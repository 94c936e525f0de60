package dev.tapedeck.app;

import dev.tapedeck.deadletter.ArgumentTypes;
import dev.tapedeck.deadletter.DeadLettersCommand;
import dev.tapedeck.deadletter.TerminalText;
import dev.tapedeck.diagnostics.DoctorCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: the service when called without arguments, else one command that does its work and ends. */
@QuarkusMain
@Command(
        name = "tapedeck",
        description = "Session recordings from Kafka to S3 and ClickHouse. Without a command the service starts.",
        subcommands = {DoctorCommand.class, RebuildCommand.class, DeadLettersCommand.class},
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Tapedeck.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:it could not be done, or something is left to do", "2:wrong call"})
public final class Tapedeck {

    /** No exit code of a command. */
    private static final int NEEDS_BEANS = -1;

    private static final int LONGEST_MESSAGE = 500;

    Tapedeck() {}

    /**
     * The arguments are read before anything else starts. So help is quick, and a wrong call opens no connection. Commands that
     * need beans are then made once more, with them.
     */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
            return;
        }
        int exit = commandLine(CommandLine.defaultFactory(), InstantSource.system())
                .setExecutionStrategy(Tapedeck::withoutBeans)
                .execute(arguments);
        if (exit == NEEDS_BEANS) {
            asCommand();
            Quarkus.run(WithBeans.class, arguments);
        } else {
            System.exit(exit);
        }
    }

    /** Reads and runs commands. */
    public static CommandLine commandLine(IFactory factory, InstantSource clock) {
        return new CommandLine(Tapedeck.class, factory)
                .addSubcommand("completion", GenerateCompletion.class)
                .registerConverter(Instant.class, new ArgumentTypes.Time(clock))
                .setParameterExceptionHandler((fault, arguments) -> refuse(fault))
                .setExecutionExceptionHandler((failure, called, parsed) -> tell(failure, called));
    }

    private static int withoutBeans(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        Object command = parsed.asCommandLineList().getLast().getCommand();
        return command instanceof Callable ? NEEDS_BEANS : new RunLast().execute(parsed);
    }

    private static int refuse(ParameterException fault) {
        String hint = fault instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?"
                : "";
        complain(fault.getCommandLine(), fault.getMessage() + hint);
        return ExitCode.USAGE;
    }

    private static int tell(Exception failure, CommandLine called) {
        Logger.getLogger(Tapedeck.class).debug("the command failed", failure);
        complain(
                called,
                Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName()));
        return ExitCode.SOFTWARE;
    }

    /** In one line. */
    private static void complain(CommandLine called, String message) {
        called.getErr()
                .println(called.getCommandSpec().qualifiedName() + ": " + TerminalText.text(message, LONGEST_MESSAGE));
    }

    /** A command must not take partitions from the service, nor its ports. */
    private static void asCommand() {
        System.setProperty("mp.messaging.incoming.recordings.enabled", "false");
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.management.host-enabled", "false");
        for (String channel : new String[] {"dead-letters", "overflow", "ingestion-warnings"}) {
            System.setProperty("mp.messaging.outgoing." + channel + ".lazy-client", "true");
        }
        System.setProperty("quarkus.log.level", "WARN");
        // It misses the channel that is off.
        System.setProperty("quarkus.log.category.\"io.smallrye.reactive.messaging.provider\".level", "ERROR");
        System.setProperty("quarkus.log.console.json.enabled", "false");
        System.setProperty("quarkus.log.console.stderr", "true");
    }

    /** Runs a command in the application. */
    static final class WithBeans implements QuarkusApplication {

        private final IFactory beans;
        private final InstantSource clock;

        @Inject
        WithBeans(IFactory beans, InstantSource clock) {
            this.beans = beans;
            this.clock = clock;
        }

        @Override
        public int run(String... arguments) {
            return commandLine(beans, clock).execute(arguments);
        }
    }

    /** The version that the build was given. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            try (InputStream version =
                    Objects.requireNonNull(Tapedeck.class.getResourceAsStream("/tapedeck.version"))) {
                return new String[] {"tapedeck " + new String(version.readAllBytes(), StandardCharsets.UTF_8).strip()};
            }
        }
    }
}
