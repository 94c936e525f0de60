package dev.tapedeck.scan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.scan.json.Json;
import dev.tapedeck.scan.json.ReferenceScan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Scans a body both ways and demands the same of both. */
final class Comparison {

    private final BodyScanner scanner = new BodyScanner();

    /** Whether the body is a snapshot, to both. */
    boolean check(byte[] body) {
        return check(body, body, body.length);
    }

    /** The same, where the body is the front part of a longer array. */
    boolean check(byte[] body, byte[] array, int length) {
        ReferenceScan wanted = ReferenceScan.of(body);
        ReferenceScan found = found(scanner.scan(array, length));
        assertThat(found)
                .as(() -> "the scan of " + new String(body, StandardCharsets.UTF_8))
                .isEqualTo(wanted);
        return wanted instanceof ReferenceScan.Found;
    }

    private static ReferenceScan found(Scan scan) {
        return switch (scan) {
            case Scan.NoRoom() -> throw new AssertionError("memory is not short");
            case Scan.Rejected(Scan.Fault fault) -> new ReferenceScan.Refused(fault);
            case Scan.Accepted(ScannedBody body) ->
                new ReferenceScan.Found(
                        body.distinctId(),
                        body.sessionId(),
                        body.windowId(),
                        body.snapshotSource(),
                        body.snapshotLibrary(),
                        events(body),
                        body.invalidItems());
        };
    }

    private static List<ReferenceScan.Event> events(ScannedBody body) {
        List<ReferenceScan.Event> events = new ArrayList<>();
        for (int i = 0; i < body.events(); i++) {
            String line = new String(body.bytes(), body.start(i), body.end(i) - body.start(i), StandardCharsets.UTF_8);
            assertThat(line).doesNotContain("\n", "\r").startsWith("{").endsWith("}");
            Json json = Objects.requireNonNull(Json.parse(line), line);
            events.add(new ReferenceScan.Event(
                    json,
                    body.timestamp(i),
                    body.type(i),
                    body.source(i),
                    body.interaction(i),
                    body.href(i),
                    body.console(i),
                    body.mobileMode(i),
                    body.wrapped(i)));
        }
        return events;
    }
}
