package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.ArgumentTypes.Position;
import dev.tapedeck.deadletter.ReplaySummary.Result;
import dev.tapedeck.deadletter.journal.ReplayJournal;
import dev.tapedeck.deadletter.journal.ReplayRefused;
import dev.tapedeck.deadletter.journal.TopicReader;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.runtime.TokenBucket;
import dev.tapedeck.screen.output.OutputHeaders.Reading.Foreign;
import dev.tapedeck.screen.team.PostgresTeams;
import dev.tapedeck.summary.SummaryWriter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts messages back, or says what would be put back. Nothing is done twice, by whomever. */
@Command(name = "replay", description = "Puts the messages of dead letters back to where they were read.")
class ReplayDeadLetters implements Callable<Integer> {

    private static final int WHY = 300;

    /** Of one transaction. */
    private static final int MOST_LETTERS = 100;

    /** Of one transaction. */
    private static final long MOST_BYTES = 16L << 20;

    private static final Duration SLACK = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    @Mixin
    DeadLetterFilter.Options selection = new DeadLetterFilter.Options();

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = Limit.class,
            description = "at most so many, the oldest of each partition first")
    int limit = Integer.MAX_VALUE;

    @ArgGroup
    Mode mode = new Mode();

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            converter = Rate.class,
            description = "at most so many messages a second; ${DEFAULT-VALUE} by default")
    int perSecond;

    @Option(names = "--unchecked", description = "do not ask ClickHouse whether a message was recorded after all")
    boolean unchecked;

    @Inject
    DeadLetterTopic box;

    @Inject
    TopicReader topics;

    @Inject
    ReplayJournal journal;

    @Inject
    SummaryWriter rows;

    @Inject
    PostgresTeams teams;

    @Inject
    InstantSource clock;

    @Inject
    @ConfigProperty(name = "mp.messaging.incoming.recordings.topic")
    String topic;

    @Inject
    @ConfigProperty(name = "mp.messaging.incoming.recordings.group.id")
    String group;

    /** The two exclude each other. */
    static final class Mode {

        @Option(names = "--dry-run", description = "only say what would be done; so it is without --execute")
        boolean dryRun;

        @Option(names = "--execute", description = "do it")
        boolean execute;
    }

    static final class Limit extends ArgumentTypes.Count {
        Limit() {
            super(1, Integer.MAX_VALUE);
        }
    }

    static final class Rate extends ArgumentTypes.Count {
        Rate() {
            super(1, 100_000);
        }
    }

    /** Answers 1 when there are messages that could not be put back. Whatever ends it, the summary says what was done until then. */
    @Override
    public Integer call() {
        DeadLetterFilter filter = selection.filter(teams);
        PrintWriter out = spec.commandLine().getOut();
        ReplaySummary outcome = new ReplaySummary();
        if (!mode.execute) {
            pass(filter, outcome, letters -> letters);
            outcome.print("would be replayed", out);
            out.println("Nothing was done: this was a dry run. --execute does it.");
            return ExitCode.OK;
        }
        // Opened first: the notes are complete only when nobody else can add any.
        try (ReplayJournal.Writer writer = journal.open()) {
            execute(filter, outcome, writer, out);
        }
        return outcome.of(Result.REFUSED) == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void execute(DeadLetterFilter filter, ReplaySummary outcome, ReplayJournal.Writer writer, PrintWriter out) {
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), onTerminal(), count(filter));
        TokenBucket rate = new TokenBucket(transactionSize(), perSecond, clock.millis());
        rate.drain(transactionSize(), clock.millis());
        try {
            pass(filter, outcome, letters -> {
                awaitTurn(rate, letters.size());
                List<DeadLetter> done = put(letters, writer, out);
                bar.add(letters.size());
                return done;
            });
        } finally {
            bar.end();
            outcome.print(Result.REPLAYED.text(), out);
        }
    }

    /** As many as may be replayed in a second, but never more than memory and transaction bear. */
    private int transactionSize() {
        return Math.min(MOST_LETTERS, perSecond);
    }

    private void awaitTurn(TokenBucket rate, int letters) {
        for (long now = clock.millis(); !rate.tryTake(letters, now); now = clock.millis()) {
            Duration wait = Duration.ofMillis(rate.millisUntil(letters, now));
            Uni.createFrom().voidItem().onItem().delayIt().by(wait).await().atMost(wait.plus(SLACK));
        }
    }

    /** Puts back those that can be; names the others. */
    private static List<DeadLetter> put(List<DeadLetter> letters, ReplayJournal.Writer writer, PrintWriter out) {
        List<DeadLetter> rest = new ArrayList<>(letters);
        while (!rest.isEmpty()) {
            try {
                writer.put(rest.stream().map(DeadLetter::replay).toList());
                return rest;
            } catch (ReplayRefused e) {
                out.printf(
                        "%s could not be put back: %s%n",
                        Position.text(e.letter()), TerminalText.text(String.valueOf(e.getMessage()), WHY));
                rest.removeIf(letter -> letter.place().equals(e.letter()));
            }
        }
        return rest;
    }

    /** @param replay does it, or does nothing in a dry run; answers those for which it is done */
    private void pass(DeadLetterFilter filter, ReplaySummary outcome, UnaryOperator<List<DeadLetter>> replay) {
        Batch batch = new Batch(
                new ReplayEligibility(
                        topic,
                        topics.committed(group, topic),
                        ReplayEligibility.replayed(topic, journal),
                        rows,
                        !unchecked),
                replay,
                outcome);
        box.read(filter, batch);
        batch.end();
    }

    private int count(DeadLetterFilter filter) {
        int[] count = new int[1];
        box.read(filter, letter -> ++count[0] < limit);
        return count[0];
    }

    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Gathers the letters of one transaction. */
    private final class Batch implements DeadLetterTopic.Visitor {

        private final ReplayEligibility eligibility;
        private final UnaryOperator<List<DeadLetter>> replay;
        private final ReplaySummary outcome;
        private final List<DeadLetter> gathered = new ArrayList<>();
        private long bytes;

        Batch(ReplayEligibility eligibility, UnaryOperator<List<DeadLetter>> replay, ReplaySummary outcome) {
            this.eligibility = eligibility;
            this.replay = replay;
            this.outcome = outcome;
        }

        @Override
        public boolean letter(DeadLetter letter) {
            Result fate = eligibility.first(letter);
            if (fate != Result.REPLAYED) {
                outcome.count(fate, 1);
                return true;
            }
            gathered.add(letter);
            bytes += letter.message().size();
            if (gathered.size() >= transactionSize() || bytes >= MOST_BYTES || gathered.size() >= left()) {
                end();
            }
            return left() > 0;
        }

        @Override
        public void foreign(InboundMessage message, Foreign fault) {
            outcome.foreign();
        }

        /** Replays what is gathered. */
        void end() {
            if (gathered.isEmpty()) {
                return;
            }
            List<DeadLetter> unrecorded = eligibility.unrecorded(List.copyOf(gathered));
            List<DeadLetter> replayed = replay.apply(unrecorded);
            outcome.replayed(replayed);
            outcome.count(Result.REFUSED, unrecorded.size() - replayed.size());
            outcome.count(Result.RECORDED, gathered.size() - unrecorded.size());
            gathered.clear();
            bytes = 0;
        }

        private int left() {
            return limit - outcome.of(Result.REPLAYED);
        }
    }
}
