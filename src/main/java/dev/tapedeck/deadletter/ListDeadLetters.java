package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.journal.ReplayJournal;
import dev.tapedeck.deadletter.journal.ReplayNote;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.output.OutputHeaders.Reading.Foreign;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts dead letters by reason, and names the newest. */
@Singleton
class ListDeadLetters {

    private static final int WIDTH = 40;

    private final DeadLetterTopic box;
    private final ReplayJournal journal;

    ListDeadLetters(DeadLetterTopic box, ReplayJournal journal) {
        this.box = box;
        this.journal = journal;
    }

    /** A letter without its body. */
    private record Line(
            Instant at,
            RecordPosition place,
            RecordPosition origin,
            String reason,
            @Nullable String session,
            @Nullable String token) {

        static final Comparator<Line> BY_AGE = Comparator.comparing(Line::at)
                .thenComparing(line -> line.place().partition())
                .thenComparing(line -> line.place().offset());

        static Line of(DeadLetter letter) {
            return new Line(
                    letter.at(),
                    letter.place(),
                    letter.letter().origin(),
                    letter.letter().reason(),
                    letter.session(),
                    letter.token());
        }
    }

    /** What one reading of the topic finds. */
    private static final class Found implements DeadLetterTopic.Visitor {

        private final int limit;
        private final PriorityQueue<Line> newest = new PriorityQueue<>(Line.BY_AGE);
        private final Map<String, Integer> reasons = new TreeMap<>();
        private int foreign;
        private int letters;

        Found(int limit) {
            this.limit = limit;
        }

        @Override
        public boolean letter(DeadLetter letter) {
            letters++;
            reasons.merge(letter.letter().reason(), 1, Integer::sum);
            newest.add(Line.of(letter));
            if (newest.size() > limit) {
                newest.remove();
            }
            return true;
        }

        Set<RecordPosition> origins() {
            return newest.stream().map(Line::origin).collect(Collectors.toSet());
        }

        @Override
        public void foreign(InboundMessage message, Foreign fault) {
            foreign++;
        }
    }

    void run(DeadLetterFilter filter, int limit, PrintStream out) {
        Found found = new Found(limit);
        box.read(filter, found);
        out.printf("%d dead letters%n", found.letters);
        found.reasons.forEach((reason, count) -> out.printf("%8d  %s%n", count, TerminalText.text(reason, WIDTH)));
        if (found.foreign > 0) {
            out.printf("%8d  other records, which are no dead letters of tapedeck%n", found.foreign);
        }
        if (!found.newest.isEmpty()) {
            Map<RecordPosition, ReplayNote> notes = ReplayNotes.of(found.origins(), journal);
            out.printf("%nthe newest %d:%n", found.newest.size());
            found.newest.stream().sorted(Line.BY_AGE.reversed()).forEach(line -> print(line, notes, out));
        }
    }

    private static void print(Line line, Map<RecordPosition, ReplayNote> notes, PrintStream out) {
        ReplayNote note = notes.get(line.origin());
        out.printf(
                "%s  %s  %s  session %s  token %s%s%n",
                PositionArgument.text(line.place()),
                line.at(),
                TerminalText.text(line.reason(), WIDTH),
                line.session() == null ? "-" : TerminalText.text(line.session(), WIDTH),
                line.token() == null ? "-" : TerminalText.text(line.token(), WIDTH),
                note == null ? "" : "  replayed to " + PositionArgument.text(note.target()));
    }
}
