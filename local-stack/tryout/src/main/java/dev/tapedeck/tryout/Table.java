package dev.tapedeck.tryout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tapedeck.readback.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of each session, in columns that are as wide as what stands in them. */
final class Table {

    private static final String BETWEEN = "  ";
    private static final int LONGEST_ID = 40;

    private static final List<String> HEADINGS = List.of(
            "session", "events", "blocks", "bytes in", "stored", "clicks", "console", "active", "readable", "first URL");

    private Table() {}

    /**
     * One line for each session, below one with headings.
     *
     * @param delays seconds from the session's last message to its being readable, for those that are
     */
    static List<String> of(
            Map<String, Recording.Session> sent,
            Map<String, List<Block>> blocks,
            Map<String, JsonNode> summaries,
            Map<String, Double> delays) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        sent.forEach((id, session) -> rows.add(row(
                id,
                session,
                blocks.getOrDefault(id, List.of()),
                summaries.getOrDefault(id, MissingNode.getInstance()),
                delays.get(id))));
        return aligned(rows);
    }

    /** The first and the last column stand at the left, the numbers between them at the right. */
    static List<String> aligned(List<List<String>> rows) {
        int last = rows.getFirst().size() - 1;
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < last; column++) {
                String pad = " ".repeat(width(rows, column) - row.get(column).length());
                line.append(column == 0 ? row.get(column) + pad : BETWEEN + pad + row.get(column));
            }
            lines.add(line.append(BETWEEN).append(row.get(last)).toString());
        }
        return lines;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static List<String> row(
            String id, Recording.Session session, List<Block> blocks, JsonNode summary, Double delay) {
        return List.of(
                id.length() <= LONGEST_ID ? id : id.substring(0, LONGEST_ID - 1) + '…',
                String.valueOf(blocks.stream().mapToInt(Block::eventCount).sum()),
                String.valueOf(blocks.size()),
                kilobytes(session.bytes()),
                kilobytes(blocks.stream().mapToLong(Block::length).sum()),
                summary.path("clicks").asText("-"),
                summary.path("console").asText("-"),
                seconds(summary.path("active").asLong() / 1000.0),
                delay == null ? "never" : seconds(delay),
                summary.path("url").asText("-"));
    }

    private static String kilobytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f kB", bytes / 1000.0);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
