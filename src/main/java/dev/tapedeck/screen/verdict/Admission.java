package dev.tapedeck.screen.verdict;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.scan.snapshot.ScannedBody;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.ScreeningContext;

/**
 * A message that may come in, with all that recording it needs.
 *
 * @param message the message
 * @param session the team and session it belongs to
 * @param distinctId the person, from the header (equal to the body's)
 * @param retention how long the recording is kept
 * @param consoleLogs whether the team wants console lines extracted
 * @param body the scanned body: a view that is good until {@link ScreeningContext#clear}
 */
public record Admission(
        InboundMessage message,
        SessionKey session,
        String distinctId,
        Retention retention,
        boolean consoleLogs,
        ScannedBody body) {}
