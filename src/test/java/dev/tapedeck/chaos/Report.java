package dev.tapedeck.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The figures of one run, for people: printed, and kept in {@code target/chaos}. */
final class Report {

    private static final int SHOWN = 20;

    private final String name;
    private final long started = System.nanoTime();
    private final List<String> lines = new ArrayList<>();

    Report(String name) {
        this.name = name;
    }

    void add(String what, Object figure) {
        lines.add("  %-28s %s".formatted(what, figure));
    }

    void add(Traffic.Sent sent) {
        add("sessions", sent.sessions().size());
        add("messages in", sent.messages());
        add("bytes in", sent.bytes());
    }

    void add(Audit.Result result) {
        add("events readable", result.events());
        add("duplicates", result.duplicates());
        add("missing", result.missing());
        add("sums and console equal", result.clean() ? "yes" : "NO");
        add("dead letters", result.deadLetters() + ", of which more than once " + result.deadLettersTwice());
        result.faults().stream().limit(SHOWN).forEach(fault -> add("FAULT", fault));
    }

    @SuppressWarnings("SystemOut") // a report is for whoever runs the tests
    void print() {
        add("took", Duration.ofNanos(System.nanoTime() - started).toSeconds() + " s");
        lines.addFirst("=== " + name);
        String text = String.join("\n", lines) + "\n";
        System.out.println(text);
        try {
            Path folder = Files.createDirectories(Path.of("target/chaos"));
            Files.writeString(folder.resolve(name + ".txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
