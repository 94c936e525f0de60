package dev.tapedeck.tryout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tapedeck.tryout.StartLog.Outcome;
import java.net.URI;
import org.junit.jupiter.api.Test;

class StartLogTest {

    private final StartLog log = new StartLog();

    @Test
    void theServiceSaysWhereItListens() {
        log.hear("INFO  [io.quarkus] (main) tapedeck started in 6.084s. Listening on: http://127.0.0.1:8080."
                + " Management interface listening on http://127.0.0.1:43567.");
        assertEquals(new Outcome.Listening(URI.create("http://127.0.0.1:43567")), log.outcome().getNow(null));
    }

    @Test
    void portsMayBeTaken() {
        for (String line : new String[] {
            "ERROR Port(s) 9000 already bound: java.net.BindException: Address already in use",
            "ERROR Port 8080 seems to be in use by another process.",
            "Caused by: java.net.BindException: Address already in use"
        }) {
            StartLog one = new StartLog();
            one.hear(line);
            assertEquals(new Outcome.PortTaken(), one.outcome().getNow(null), line);
        }
    }

    @Test
    void aFailedStartIsOneThoughDevModeGoesOn() {
        String line = "ERROR [io.qua.run.Application] (Quarkus Main Thread) Failed to start application";
        log.hear(line);
        log.hear("Management interface listening on http://127.0.0.1:9000.");
        assertEquals(new Outcome.Failed(line), log.outcome().getNow(null));
    }

    @Test
    void otherLinesTellNothing() {
        log.hear("INFO  lane recordings-0#1 opens");
        assertFalse(log.outcome().isDone());
    }
}
