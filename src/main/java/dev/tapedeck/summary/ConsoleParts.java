package dev.tapedeck.summary;

import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides the console lines of a part of an object further. The row of each line has its session's id, so rows may be hundreds of
 * times as long as the message that carried the lines. Where the parts end is a function of the lines alone, and must stay so: the
 * tokens of their rows are told apart by their numbers.
 */
public final class ConsoleParts {

    /** The rows of ordinary objects are one insert. */
    private static final long ENOUGH_BYTES = 16 << 20;

    /** About what a row has beside the id and the message. */
    private static final int ROW_BYTES = 256;

    private final StoredObject part;
    private final List<StoredObject> done = new ArrayList<>();
    private final List<StoredBlock> blocks = new ArrayList<>();
    private long bytes;

    private ConsoleParts(StoredObject part) {
        this.part = part;
    }

    /** The parts with the blocks that have lines, and of their lines those that are of the part; none when there are no lines. */
    public static List<StoredObject> of(StoredObject part) {
        ConsoleParts parts = new ConsoleParts(part);
        part.index().blocks().forEach(parts::add);
        parts.end();
        return parts.done;
    }

    /** How many console lines the object names. */
    public static int lines(StoredObject object) {
        return object.index().blocks().stream()
                .mapToInt(block -> block.console().size())
                .sum();
    }

    private void add(StoredBlock block) {
        List<ConsoleLine> lines = block.console();
        int id = block.session().sessionId().length();
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            bytes += ROW_BYTES + id + lines.get(i).message().length();
            if (bytes >= ENOUGH_BYTES) {
                blocks.add(block.with(lines.subList(from, i + 1)));
                from = i + 1;
                end();
            }
        }
        if (from < lines.size()) {
            blocks.add(block.with(lines.subList(from, lines.size())));
        }
    }

    private void end() {
        if (!blocks.isEmpty()) {
            String number = done.isEmpty() ? "" : "/" + done.size();
            done.add(part.with(blocks).as(part.part() + number));
            blocks.clear();
            bytes = 0;
        }
    }
}
