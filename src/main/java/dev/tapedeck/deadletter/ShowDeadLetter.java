package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.ArgumentTypes.Position;
import dev.tapedeck.deadletter.journal.ReplayJournal;
import dev.tapedeck.deadletter.journal.ReplayJournal.Note;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.scan.body.BodyInflater;
import dev.tapedeck.scan.body.Inflation;
import dev.tapedeck.screen.output.OutputHeaders;
import dev.tapedeck.screen.output.OutputHeaders.Reading.DeadLetterHeaders;
import dev.tapedeck.screen.output.OutputHeaders.Reading.Foreign;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one record of the dead-letter topic: why, from where, its headers, and the beginning of its body. */
@Command(
        name = "show",
        description = "Shows one dead letter: why, from where, its headers, and the beginning of its body.")
class ShowDeadLetter implements Callable<Integer> {

    private static final int HEADERS = 100;
    private static final int HEADER_TEXT = 500;
    private static final int INFLATED_BYTES = 16 << 20;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Parameters(
            paramLabel = "TOPIC-PARTITION@OFFSET",
            converter = Position.Converter.class,
            description = "where it is, as the list names it")
    Position position;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "1000",
            converter = Bytes.class,
            description = "how much of the body; ${DEFAULT-VALUE} by default")
    int bytes;

    @Inject
    DeadLetterTopic box;

    @Inject
    ReplayJournal journal;

    static final class Bytes extends ArgumentTypes.Count {
        Bytes() {
            super(0, 1 << 20);
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RecordPosition place = position.in(box.topic());
        InboundMessage message = box.record(place);
        if (message == null) {
            throw new NoSuchElementException("there is nothing at " + Position.text(place));
        }
        out.printf("%s, of %s%n", Position.text(place), Instant.ofEpochMilli(Math.max(0, message.timestamp())));
        switch (OutputHeaders.read(message.headers())) {
            case Foreign(String fault) -> {
                out.printf("no dead letter of tapedeck: %s%n", fault);
                headers(message.headers().entries(), out);
            }
            case DeadLetterHeaders letter -> {
                letter(letter, out);
                headers(letter.headers().entries(), out);
            }
        }
        out.printf("key: %s%n", message.key() == null ? "none" : text(message.key(), HEADER_TEXT));
        body(message, bytes, out);
        return ExitCode.OK;
    }

    private void letter(DeadLetterHeaders letter, PrintWriter out) {
        out.printf("reason: %s%n", TerminalText.text(letter.reason(), HEADER_TEXT));
        if (!letter.detail().isEmpty()) {
            out.printf("detail: %s%n", TerminalText.text(letter.detail(), HEADER_TEXT));
        }
        out.printf("read from: %s%n", Position.text(letter.origin()));
        if (letter.withoutBody()) {
            out.println("the body was too large for this topic; it is where the message was read, while that is kept");
        }
        Note note = ReplayEligibility.notes(Set.of(letter.origin()), journal).get(letter.origin());
        if (note != null) {
            out.printf(
                    "replayed to: %s at %s by %s%n",
                    Position.text(note.target()), note.at(), TerminalText.text(note.by(), HEADER_TEXT));
        }
    }

    private static void headers(List<Entry> headers, PrintWriter out) {
        out.printf("%d headers:%n", headers.size());
        headers.stream()
                .limit(HEADERS)
                .forEach(header -> out.printf(
                        "  %s: %s%n",
                        TerminalText.text(header.name(), HEADER_TEXT),
                        header.value() == null ? "(null)" : text(header.value(), HEADER_TEXT)));
    }

    private static void body(InboundMessage message, int bytes, PrintWriter out) {
        byte[] value = message.value();
        if (value == null) {
            out.println("body: none");
            return;
        }
        try (BodyInflater inflater = new BodyInflater(INFLATED_BYTES)) {
            switch (inflater.inflate(value, message.headers().firstText("content-encoding"))) {
                case Inflation.Plain(byte[] plain, int length) -> {
                    out.printf("body: %d bytes, inflated %d%n", value.length, length);
                    out.println(TerminalText.text(
                            new String(plain, 0, Math.min(length, bytes), StandardCharsets.UTF_8), bytes));
                }
                case Inflation.TooLarge _, Inflation.Damaged _, Inflation.NoRoom _ -> {
                    out.printf("body: %d bytes, shown as they are%n", value.length);
                    out.println(text(value, bytes));
                }
            }
        }
    }

    private static String text(byte[] bytes, int limit) {
        String text = new String(bytes, 0, Math.min(bytes.length, limit), StandardCharsets.UTF_8);
        return TerminalText.text(text, limit) + (bytes.length > limit ? "..." : "");
    }
}
