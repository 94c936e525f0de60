package dev.tapedeck.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.Event;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a reader found, as text that is the same in every run. Only what differs from run to run is replaced: ids by the
 * letters that stand for them, times by their distance from the beginning, keys and ranges of bytes by a word.
 */
final class Snapshot {

    private static final Pattern EVENT_TIME = Pattern.compile("(?<=\"timestamp\":)\\d{13}(?=[,}])");
    private static final Pattern ROW_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    private static final Pattern BLOCK =
            Pattern.compile("(?<=/(30d|90d|1y|5y)/)\\d{13}-[0-9a-f]{16}\\?range=bytes=\\d+-\\d+");
    private static final DateTimeFormatter ROW_FORMAT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter();

    private final StringBuilder text = new StringBuilder();
    private final CaseRun run;

    Snapshot(CaseRun run) {
        this.run = run;
        line(run.given().description());
    }

    void session(CaseRun.Session session) {
        line("");
        line("session " + session.letter() + " of team " + session.team());
    }

    void block(Block block, List<Event> events) {
        line("  block " + block.url() + " (" + block.codec() + ")");
        events.forEach(event -> line("    [\"" + event.windowId() + "\"," + event.json() + "]"));
    }

    void summary(JsonNode row) {
        line("  summary");
        row.properties()
                .forEach(column -> line("    " + column.getKey() + ": " + value(column.getKey(), column.getValue())));
    }

    void console(List<JsonNode> rows) {
        line("  console");
        rows.forEach(row -> line("    " + row));
    }

    /** The text with everything replaced that differs from run to run. */
    String stable() {
        String stable = text.toString();
        for (var entry : run.ids().entrySet()) {
            stable = stable.replace(entry.getValue().session(), "<session " + entry.getKey() + ">")
                    .replace(entry.getValue().distinct(), "<person " + entry.getKey() + ">");
        }
        stable = EVENT_TIME.matcher(stable).replaceAll(time -> relative(Long.parseLong(time.group())));
        stable = ROW_TIME.matcher(stable).replaceAll(this::relativeRow);
        return BLOCK.matcher(stable).replaceAll("<object>?range=bytes=<range>");
    }

    private static String value(String column, JsonNode value) {
        return column.equals("_timestamp") ? "<now>" : value.toString();
    }

    private String relativeRow(MatchResult time) {
        LocalDateTime at = LocalDateTime.parse(time.group(), ROW_FORMAT);
        long micros = ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), at);
        return micros % 1000 == 0 ? relative(micros / 1000) : time.group();
    }

    private String relative(long millis) {
        return "<+" + (millis - run.base()) + " ms>";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
