package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.Screening;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.testing.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Redis is told of the sessions that have been admitted. */
@QuarkusTest
class MarksTest extends EndToEnd {

    private static final int LANES = 256;

    /** Ten times what a poll brings by default. */
    private static final int POLL = 5_000;

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    Screening screening;

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    SessionGate gate;

    @BeforeAll
    void receiveSomething() {
        CaseRun run = CaseRun.of(EndToEndCase.written(
                "marks",
                "a session like others",
                Payload.of("a", RrwebEvent.fullSnapshot()).of(Tenant.LOCAL)));
        awaitCommitted(List.of(
                broker.send(run.message(run.given().payloads().getFirst()).toRecord())));
    }

    @Test
    void manyLanesMayWriteAtOnce() {
        List<SessionKey> sessions = sessions(LANES);

        Uni.join()
                .all(sessions.stream()
                        .map(session -> screening.markSeen(List.of(session)))
                        .toList())
                .andFailFast()
                .await()
                .atMost(LIMIT);

        assertThat(sessions).allSatisfy(this::isSeen);
    }

    @Test
    void aLaneMayWriteAllSessionsOfALargePoll() {
        List<SessionKey> sessions = sessions(POLL);

        screening.markSeen(sessions).await().atMost(LIMIT);

        isSeen(sessions.getFirst());
        isSeen(sessions.getLast());
    }

    private void isSeen(SessionKey session) {
        assertThat(gate.marks(session).await().atMost(LIMIT).seen()).isTrue();
    }

    private static List<SessionKey> sessions(int count) {
        return Stream.generate(() ->
                        new SessionKey(Tenant.LOCAL.id(), UUID.randomUUID().toString()))
                .limit(count)
                .toList();
    }
}
