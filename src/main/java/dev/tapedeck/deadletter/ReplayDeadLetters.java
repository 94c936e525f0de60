package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.Request.Replaying;
import dev.tapedeck.deadletter.journal.ReplayJournal;
import dev.tapedeck.deadletter.journal.ReplayRefused;
import dev.tapedeck.deadletter.journal.ReplayWriter;
import dev.tapedeck.deadletter.journal.TopicReader;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.screen.output.OutputHeaders.Reading.Foreign;
import dev.tapedeck.summary.SummaryWriter;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts messages back, or says what would be put back. Nothing is done twice, by whomever. */
@Singleton
class ReplayDeadLetters {

    private static final int WHY = 300;

    private final DeadLetterTopic box;
    private final TopicReader topics;
    private final ReplayJournal journal;
    private final SummaryWriter rows;
    private final InstantSource clock;
    private final Scheduler delays;
    private final String topic;
    private final String group;

    ReplayDeadLetters(
            DeadLetterTopic box,
            TopicReader topics,
            ReplayJournal journal,
            SummaryWriter rows,
            InstantSource clock,
            Scheduler delays,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.topic") String topic,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.group.id") String group) {
        this.box = box;
        this.topics = topics;
        this.journal = journal;
        this.rows = rows;
        this.clock = clock;
        this.delays = delays;
        this.topic = topic;
        this.group = group;
    }

    /** Answers whether there is none that could not be put back. Whatever ends it, the summary says what was done until then. */
    boolean run(DeadLetterFilter filter, Replaying request, PrintStream out, ProgressBars bars) {
        ReplaySummary outcome = new ReplaySummary();
        if (!request.execute()) {
            pass(filter, request, outcome, letters -> letters);
            outcome.print("would be replayed", out);
            out.println("Nothing was done: this was a dry run. --execute does it.");
            return true;
        }
        // Opened first: the notes are complete only when nobody else can add any.
        try (ReplayWriter writer = journal.open()) {
            execute(filter, request, outcome, writer, out, bars);
        }
        return outcome.of(ReplayResult.REFUSED) == 0;
    }

    private void execute(
            DeadLetterFilter filter,
            Replaying request,
            ReplaySummary outcome,
            ReplayWriter writer,
            PrintStream out,
            ProgressBars bars) {
        RateLimit pace = new RateLimit(request.perSecond(), clock, delays);
        ProgressBar bar = bars.of(count(filter, request.limit()));
        try {
            pass(filter, request, outcome, letters -> {
                List<DeadLetter> done = put(letters, writer, out);
                if (!letters.isEmpty()) {
                    pace.did(letters.size());
                }
                bar.add(letters.size());
                return done;
            });
        } finally {
            bar.end();
            outcome.print(ReplayResult.REPLAYED.text(), out);
        }
    }

    /** Puts back those that can be; names the others. */
    private static List<DeadLetter> put(List<DeadLetter> letters, ReplayWriter writer, PrintStream out) {
        List<DeadLetter> rest = new ArrayList<>(letters);
        while (!rest.isEmpty()) {
            try {
                writer.put(rest.stream().map(DeadLetter::replay).toList());
                return rest;
            } catch (ReplayRefused e) {
                out.printf(
                        "%s could not be put back: %s%n",
                        PositionArgument.text(e.letter()), TerminalText.text(String.valueOf(e.getMessage()), WHY));
                rest.removeIf(letter -> letter.place().equals(e.letter()));
            }
        }
        return rest;
    }

    /** Makes the bar once it is known how many there are to do. */
    interface ProgressBars {
        ProgressBar of(int total);
    }

    private void pass(
            DeadLetterFilter filter, Replaying request, ReplaySummary outcome, UnaryOperator<List<DeadLetter>> replay) {
        ReplayEligibility triage = new ReplayEligibility(
                topic,
                topics.committed(group, topic),
                ReplayNotes.replayed(topic, journal),
                rows,
                !request.unchecked());
        ReplayBatch round = new ReplayBatch(triage, request, replay, outcome);
        box.read(filter, new DeadLetterTopic.Visitor() {
            @Override
            public boolean letter(DeadLetter letter) {
                return round.take(letter);
            }

            @Override
            public void foreign(InboundMessage message, Foreign fault) {
                outcome.foreign();
            }
        });
        round.end();
    }

    private int count(DeadLetterFilter filter, int limit) {
        int[] count = new int[1];
        box.read(filter, letter -> ++count[0] < limit);
        return count[0];
    }
}
