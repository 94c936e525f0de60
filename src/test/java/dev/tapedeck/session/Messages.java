package dev.tapedeck.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.scan.snapshot.BodyScanner;
import dev.tapedeck.scan.snapshot.Scan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.verdict.Admission;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Admitted messages, built from the JSON of their items. Each is a view that the next one overwrites, as on a lane. */
public final class Messages {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BodyScanner scanner = new BodyScanner();
    private final ObjectNode properties = MAPPER.createObjectNode();
    private long offset;
    private String distinctId = "person";
    private boolean consoleLogs = true;

    public Messages with(String property, String value) {
        properties.put(property, value);
        return this;
    }

    public Messages distinctId(String value) {
        distinctId = value;
        return this;
    }

    public Messages withoutConsole() {
        consoleLogs = false;
        return this;
    }

    public Admission of(String session, String items) {
        try {
            ObjectNode all = properties.deepCopy();
            all.put("$session_id", session);
            all.putRawValue("$snapshot_items", new RawValue("[" + items + "]"));
            ObjectNode document = MAPPER.createObjectNode().put("event", "$snapshot_items");
            document.set("properties", all);
            byte[] body = MAPPER.writeValueAsBytes(MAPPER.createObjectNode()
                    .put("distinct_id", distinctId)
                    .put("data", MAPPER.writeValueAsString(document)));
            return admit(
                    new InboundMessage(new RecordPosition("t", 0, offset++), 0, null, body, MessageHeaders.NONE),
                    new SessionKey(1, session));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Admission admit(InboundMessage message, SessionKey session) {
        byte[] body = message.value() == null ? new byte[0] : message.value();
        return switch (scanner.scan(body, body.length)) {
            case Scan.Accepted(var scanned) ->
                new Admission(message, session, scanned.distinctId(), Retention.DAYS_30, consoleLogs, scanned);
            case Scan.NoRoom() -> throw new AssertionError("memory is not short");
            case Scan.Rejected(var fault) -> throw new IllegalArgumentException(fault.toString());
        };
    }
}
