package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.ArgumentTypes.Position;
import dev.tapedeck.deadletter.journal.ReplayJournal;
import dev.tapedeck.deadletter.journal.ReplayJournal.Note;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.output.OutputHeaders.Reading.Foreign;
import dev.tapedeck.screen.team.PostgresTeams;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts dead letters by reason, and names the newest. */
@Command(name = "list", description = "Counts dead letters by reason, and names the newest.")
class ListDeadLetters implements Callable<Integer> {

    private static final int WIDTH = 40;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    @Mixin
    DeadLetterFilter.Options selection = new DeadLetterFilter.Options();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            converter = Limit.class,
            description = "how many are named; ${DEFAULT-VALUE} by default")
    int limit;

    @Inject
    DeadLetterTopic box;

    @Inject
    ReplayJournal journal;

    @Inject
    PostgresTeams teams;

    static final class Limit extends ArgumentTypes.Count {
        Limit() {
            super(0, 100_000);
        }
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

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Found found = new Found(limit);
        box.read(selection.filter(teams), found);
        out.printf("%d dead letters%n", found.letters);
        found.reasons.forEach((reason, count) -> out.printf("%8d  %s%n", count, TerminalText.text(reason, WIDTH)));
        if (found.foreign > 0) {
            out.printf("%8d  other records, which are no dead letters of tapedeck%n", found.foreign);
        }
        if (!found.newest.isEmpty()) {
            Map<RecordPosition, Note> notes = ReplayEligibility.notes(found.origins(), journal);
            out.printf("%nthe newest %d:%n", found.newest.size());
            found.newest.stream().sorted(Line.BY_AGE.reversed()).forEach(line -> print(line, notes, out));
        }
        return ExitCode.OK;
    }

    private static void print(Line line, Map<RecordPosition, Note> notes, PrintWriter out) {
        Note note = notes.get(line.origin());
        out.printf(
                "%s  %s  %s  session %s  token %s%s%n",
                Position.text(line.place()),
                line.at(),
                TerminalText.text(line.reason(), WIDTH),
                line.session() == null ? "-" : TerminalText.text(line.session(), WIDTH),
                line.token() == null ? "-" : TerminalText.text(line.token(), WIDTH),
                note == null ? "" : "  replayed to " + Position.text(note.target()));
    }
}
