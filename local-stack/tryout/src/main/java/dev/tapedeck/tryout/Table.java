package dev.tapedeck.tryout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tapedeck.readback.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of each session, in columns. */
final class Table {

    private static final String LAYOUT = "%-38s%8s%8s%10s%10s%8s%9s%10s%10s  %s";

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
        List<String> lines = new ArrayList<>();
        lines.add(LAYOUT.formatted(
                "session", "events", "blocks", "bytes in", "stored", "clicks", "console", "active", "readable", "first URL"));
        sent.forEach((id, session) -> lines.add(line(
                id,
                session,
                blocks.getOrDefault(id, List.of()),
                summaries.getOrDefault(id, MissingNode.getInstance()),
                delays.get(id))));
        return lines;
    }

    private static String line(
            String id, Recording.Session session, List<Block> blocks, JsonNode summary, Double delay) {
        return LAYOUT.formatted(
                id,
                blocks.stream().mapToInt(Block::eventCount).sum(),
                blocks.size(),
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
