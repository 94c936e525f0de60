package dev.tapedeck.e2e;

import dev.tapedeck.readback.Event;
import dev.tapedeck.testing.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A case with the ids and times of this one run.
 *
 * @param given the case
 * @param ids session and distinct ids by the letters that stand for sessions
 * @param base the beginning, epoch milliseconds
 */
record CaseRun(EndToEndCase given, Map<String, Ids> ids, long base) {

    /** The ids that a letter stands for. */
    record Ids(String session, String distinct) {}

    /** A session of a team, which may be unknown. */
    record Session(String token, String letter, String id) {

        /** The team's id; 0 for a team that does not exist. */
        int team() {
            return Arrays.stream(Tenant.values())
                    .filter(tenant -> tenant.token().equals(token))
                    .mapToInt(Tenant::id)
                    .findFirst()
                    .orElse(0);
        }
    }

    static CaseRun of(EndToEndCase given) {
        Map<String, Ids> ids = new LinkedHashMap<>();
        for (Payload payload : given.payloads()) {
            ids.computeIfAbsent(
                    payload.session(), letter -> new Ids(UUID.randomUUID().toString(), "person-" + UUID.randomUUID()));
        }
        return new CaseRun(given, ids, System.currentTimeMillis());
    }

    Message message(Payload payload) {
        Ids own = own(payload);
        Message plain = Message.of(payload, own.session(), own.distinct(), base);
        return payload.tampering().apply(payload.encoding().apply(plain));
    }

    /** What a reader is to find: each session's events in order. */
    Map<Session, List<Event>> expected() {
        Map<Session, List<Event>> expected = new LinkedHashMap<>();
        for (Payload payload : given.payloads()) {
            Ids own = own(payload);
            Session session = new Session(payload.token(), payload.session(), own.session());
            expected.computeIfAbsent(session, any -> new ArrayList<>())
                    .addAll(events(Message.of(payload, own.session(), own.distinct(), base)));
        }
        return expected;
    }

    private Ids own(Payload payload) {
        Ids own = ids.get(payload.session());
        if (own == null) {
            throw new IllegalArgumentException("no ids for session " + payload.session());
        }
        return own;
    }

    private static List<Event> events(Message message) {
        try {
            return Event.ofBody(message.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
