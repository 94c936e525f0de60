package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.readback.Event;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The largest page there may be: a full snapshot of 60 MB goes all the way. */
@QuarkusTest
class LargeSnapshotTest extends EndToEnd {

    private static final int MEGABYTES = 60;

    @Test
    void isRecordedAndReadBack() {
        String page = "lorem ipsum ".repeat(MEGABYTES * 1_000_000 / "lorem ipsum ".length());
        RrwebEvent snapshot = new RrwebEvent(2, "{\"node\":\"" + page + "\"}", RrwebEvent.UNSET);
        CaseRun run = CaseRun.of(EndToEndCase.written("large", "60 MB", Payload.of("a", snapshot)));
        Message message = run.message(run.given().payloads().getFirst());

        awaitCommitted(List.of(broker.send(message.toRecord())));

        run.expected().forEach((session, events) -> {
            List<Event> read = stored.events(session.team(), session.id());
            assertThat(read.equals(events))
                    .as("the page that was read is the page that was sent")
                    .isTrue();
        });
    }
}
