package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.Request.Help;
import dev.tapedeck.deadletter.Request.Listing;
import dev.tapedeck.deadletter.Request.Replaying;
import dev.tapedeck.deadletter.Request.Selection;
import dev.tapedeck.deadletter.Request.Showing;
import dev.tapedeck.diagnostics.Command;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.team.PostgresTeams;
import jakarta.inject.Singleton;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Lists, shows and replays dead letters. The exit code is 0, or 2 for a wrong call, or 1 when something else was wrong. */
@Singleton
class DeadLettersCommand implements Command {

    private static final Logger LOG = Logger.getLogger(DeadLettersCommand.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DeadLetterTopic box;
    private final ListDeadLetters list;
    private final ShowDeadLetter show;
    private final ReplayDeadLetters replay;
    private final PostgresTeams teams;
    private final InstantSource clock;

    DeadLettersCommand(
            DeadLetterTopic box,
            ListDeadLetters list,
            ShowDeadLetter show,
            ReplayDeadLetters replay,
            PostgresTeams teams,
            InstantSource clock) {
        this.box = box;
        this.list = list;
        this.show = show;
        this.replay = replay;
        this.teams = teams;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dead-letters";
    }

    @Override
    public String summary() {
        return "lists and shows dead letters, and replays them: list, show, replay; --help tells more";
    }

    @Override
    public int run(List<String> arguments, PrintStream out) {
        try {
            return run(Arguments.parse(arguments, clock.instant()), out);
        } catch (UsageFault e) {
            System.err.println("tapedeck dead-letters: " + e.getMessage());
            return USAGE;
        } catch (RuntimeException e) {
            LOG.debug("the command failed", e);
            System.err.println("tapedeck dead-letters: " + TerminalText.text(String.valueOf(e.getMessage()), 500));
            return FAILED;
        }
    }

    private int run(Request request, PrintStream out) {
        switch (request) {
            case Help(String text) -> out.print(text);
            case Listing(Selection selection, int limit) -> list.run(filter(selection), limit, out);
            case Showing(String text, int bytes) -> {
                RecordPosition place = PositionArgument.parse(text, box.topic());
                if (!show.run(place, bytes, out)) {
                    System.err.println("tapedeck dead-letters: there is nothing at " + PositionArgument.text(place));
                    return FAILED;
                }
            }
            case Replaying replaying -> {
                if (!replay.run(
                        filter(replaying.selection()),
                        replaying,
                        out,
                        total -> new ProgressBar(System.err, onTerminal(), total))) {
                    return FAILED;
                }
            }
        }
        return DONE;
    }

    private DeadLetterFilter filter(Selection selection) {
        Set<String> tokens = new HashSet<>(selection.tokens());
        Integer team = selection.team();
        if (team != null) {
            List<String> found = teams.token(team).await().atMost(LIMIT);
            if (found.isEmpty()) {
                throw new UsageFault("there is no team " + team);
            }
            tokens.addAll(found);
        }
        return new DeadLetterFilter(
                selection.reasons(), tokens, selection.session(), selection.since(), selection.until());
    }

    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
