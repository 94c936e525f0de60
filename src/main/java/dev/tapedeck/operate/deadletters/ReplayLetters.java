package dev.tapedeck.operate.deadletters;

import dev.tapedeck.intake.Delays;
import dev.tapedeck.intake.InboundMessage;
import dev.tapedeck.intake.ReplayJournal;
import dev.tapedeck.intake.ReplayWriter;
import dev.tapedeck.intake.TopicReader;
import dev.tapedeck.operate.deadletters.Request.Replaying;
import dev.tapedeck.screen.LetterReading.Foreign;
import dev.tapedeck.summary.SummaryWriter;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Puts messages back, or says what would be put back. Nothing is done twice, by whomever. */
@Singleton
class ReplayLetters {

    private final DeadLetterBox box;
    private final TopicReader topics;
    private final ReplayJournal journal;
    private final SummaryWriter rows;
    private final InstantSource clock;
    private final Delays delays;
    private final String topic;
    private final String group;

    ReplayLetters(
            DeadLetterBox box,
            TopicReader topics,
            ReplayJournal journal,
            SummaryWriter rows,
            InstantSource clock,
            Delays delays,
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

    void run(LetterFilter filter, Replaying request, PrintStream out, ProgressBars bars) {
        if (!request.execute()) {
            pass(filter, request, null, null).print("would be replayed", out);
            out.println("Nothing was done: this was a dry run. --execute does it.");
            return;
        }
        // Opened first: the notes are complete only when nobody else can add any.
        try (ReplayWriter writer = journal.open()) {
            ProgressBar bar = bars.of(count(filter, request.limit()));
            try {
                pass(filter, request, writer, bar).print(Fate.REPLAYED.text(), out);
            } finally {
                bar.end();
            }
        }
    }

    /** Makes the bar once it is known how many there are to do. */
    interface ProgressBars {
        ProgressBar of(int total);
    }

    private Outcome pass(
            LetterFilter filter, Replaying request, @Nullable ReplayWriter writer, @Nullable ProgressBar bar) {
        Triage triage = new Triage(
                topic, topics.committed(group, topic), journal.notes().keySet(), rows, !request.unchecked());
        Pace pace = new Pace(request.perSecond(), clock, delays);
        Round round = new Round(triage, request, letters -> {
            if (writer != null && !letters.isEmpty()) {
                writer.put(letters.stream().map(DeadLetter::replay).toList());
                pace.did(letters.size());
            }
            if (bar != null) {
                bar.add(letters.size());
            }
        });
        box.read(filter, new DeadLetterBox.Visitor() {
            @Override
            public boolean letter(DeadLetter letter) {
                return round.take(letter);
            }

            @Override
            public void foreign(InboundMessage message, Foreign fault) {
                round.outcome().foreign();
            }
        });
        round.end();
        return round.outcome();
    }

    private int count(LetterFilter filter, int limit) {
        int[] count = new int[1];
        box.read(filter, letter -> ++count[0] < limit);
        return count[0];
    }
}
