package dev.tapedeck.bench;

import dev.tapedeck.SampleRecording;
import dev.tapedeck.kafka.message.InboundMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A recording as batches: its messages cut at ten seconds of session time, each cut repeated for several copies of its sessions, as
 * batches hold many sessions at once. Copies go round until there have been {@link #SESSIONS}.
 */
final class Workload {

    static final int SESSIONS = 2_000;

    private static final long CUT_MILLIS = 10_000;
    private static final int COPIES_IN_BATCH = 10;

    /** The messages of ten seconds. */
    record Cut(List<InboundMessage> messages, long bytes) {}

    private final List<Cut> cuts;
    private int next;
    private int copy;

    private Workload(List<Cut> cuts) {
        this.cuts = cuts;
    }

    /** The recording of this name that the project ships, or the one in this file. */
    static Workload of(String recording) {
        List<InboundMessage> messages = messages(recording);
        long first = messages.stream().mapToLong(InboundMessage::timestamp).min().orElseThrow();
        TreeMap<Long, List<InboundMessage>> cuts = new TreeMap<>();
        for (InboundMessage message : messages) {
            cuts.computeIfAbsent((message.timestamp() - first) / CUT_MILLIS, cut -> new ArrayList<>())
                    .add(message);
        }
        return new Workload(cuts.values().stream()
                .map(cut -> new Cut(
                        cut, cut.stream().mapToLong(message -> body(message).length).sum()))
                .toList());
    }

    /** The messages of a recording as they are. */
    static List<InboundMessage> messages(String recording) {
        return recording.contains(".") ? SampleRecording.file(Path.of(recording)) : SampleRecording.shipped(recording);
    }

    static byte[] body(InboundMessage message) {
        return Objects.requireNonNull(message.value());
    }

    List<Cut> cuts() {
        return cuts;
    }

    /** How many copies of its sessions a batch holds. */
    int copies() {
        return COPIES_IN_BATCH;
    }

    /** The cut that the next batch is made of. */
    Cut nextCut() {
        Cut cut = cuts.get(next);
        next = (next + 1) % cuts.size();
        if (next == 0) {
            copy = (copy + COPIES_IN_BATCH) % (SESSIONS / 2);
        }
        return cut;
    }

    /** The number of the batch's first copy. */
    int firstCopy() {
        return copy;
    }
}
