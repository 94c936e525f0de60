package dev.tapedeck.e2e;

import dev.tapedeck.testing.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One message of a case, before it gets ids and times.
 *
 * @param session a letter that stands for the session; the same letter is the same session id
 * @param token the team's token
 * @param window the window id
 * @param events its events
 * @param encoding how the body is sent
 * @param inLaterBatch whether it is sent only after all before it can be read
 * @param tampering what is done to the finished message before it is sent
 */
record Payload(
        String session,
        String token,
        String window,
        List<RrwebEvent> events,
        Encoding encoding,
        boolean inLaterBatch,
        UnaryOperator<Message> tampering) {

    private static final long STEP_MILLIS = 1000;

    /** A message of the local team with these events, a second apart unless they say otherwise. */
    static Payload of(String session, RrwebEvent... events) {
        List<RrwebEvent> timed = new ArrayList<>();
        for (RrwebEvent event : events) {
            timed.add(event.at() == RrwebEvent.UNSET ? event.at(timed.size() * STEP_MILLIS) : event);
        }
        return new Payload(
                session, Tenant.LOCAL.token(), "window-1", timed, Encoding.PLAIN, false, UnaryOperator.identity());
    }

    /** The same events, beginning later. */
    Payload from(long millis) {
        List<RrwebEvent> later =
                events.stream().map(event -> event.at(event.at() + millis)).toList();
        return new Payload(session, token, window, later, encoding, inLaterBatch, tampering);
    }

    Payload of(Tenant tenant) {
        return withToken(tenant.token());
    }

    Payload withToken(String other) {
        return new Payload(session, other, window, events, encoding, inLaterBatch, tampering);
    }

    Payload inWindow(String other) {
        return new Payload(session, token, other, events, encoding, inLaterBatch, tampering);
    }

    Payload as(Encoding other) {
        return new Payload(session, token, window, events, other, inLaterBatch, tampering);
    }

    Payload afterTheOthers() {
        return new Payload(session, token, window, events, encoding, true, tampering);
    }

    Payload tampered(UnaryOperator<Message> change) {
        return new Payload(session, token, window, events, encoding, inLaterBatch, change);
    }
}
