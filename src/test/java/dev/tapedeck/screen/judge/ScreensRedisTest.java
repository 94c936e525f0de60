package dev.tapedeck.screen.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.screen.ManualClock;
import dev.tapedeck.screen.Messages;
import dev.tapedeck.screen.RedisServer;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.TestConfig;
import dev.tapedeck.screen.deletion.Deletions;
import dev.tapedeck.screen.judge.HeaderCheck.Outcome;
import dev.tapedeck.screen.restriction.RestrictionBook;
import dev.tapedeck.screen.restriction.RestrictionKind;
import dev.tapedeck.screen.restriction.Rules;
import dev.tapedeck.screen.session.NewSessionLimiter;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.screen.session.SessionRetentions;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.team.TeamDirectory;
import dev.tapedeck.screen.team.TeamSource;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Screening as the lanes use it, over a real Redis. */
class ScreensRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final Team TEAM = new Team(7, true, false, Retention.DAYS_30);

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private boolean databaseAway;
    private int queries;

    private final ScreenConfig config = TestConfig.of(Map.of("tapedeck.screen.redis-timeout", "0.5S"));
    private final ScreenMeters meters = new ScreenMeters(registry);
    private final ScreenRedis redis = new ScreenRedis(REDIS.redis(), config, meters);
    private final RestrictionBook restrictions = new RestrictionBook(redis, config, meters, clock);
    private final Screening screening = screening();
    private final ScreeningContext desk = screening.context();

    @Test
    void poll_takesOneRoundTripOfEachKind() {
        reloadRestrictions();
        List<InboundMessage> poll = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            poll.add(Messages.ofSession("s" + i / 2)
                    .header("token", i % 5 == 0 ? "other" : Messages.TOKEN)
                    .message());
        }
        Lookups lookups = lookUp(poll);
        assertThat(poll)
                .allSatisfy(message ->
                        assertThat(screening.judge(message, lookups, desk)).isNotInstanceOf(Verdict.Wait.class));
        assertThat(queries).isEqualTo(1);
        assertThat(REDIS.calls("eval")).as("two look-ups and the budget").isEqualTo(3);
    }

    /** No header has no name; a stand-in for whatever a bug cannot read. */
    @Test
    @SuppressWarnings("NullAway")
    void headersThatCannotBeRead_costNoOtherMessageItsLookUp() {
        reloadRestrictions();
        InboundMessage sound = Messages.ofSession("s1").message();
        InboundMessage broken = new InboundMessage(
                sound.origin(),
                sound.timestamp(),
                sound.key(),
                sound.value(),
                new MessageHeaders(List.of(new MessageHeaders.Entry(null, new byte[1]))));

        Lookups lookups = lookUp(List.of(broken, sound));

        assertThat(screening.judge(sound, lookups, desk)).isInstanceOf(Verdict.Admit.class);
        assertThatThrownBy(() -> screening.judge(broken, lookups, desk)).isInstanceOf(NullPointerException.class);
    }

    /** Polls come on an event loop; a lane has a thread for what takes time. */
    @Test
    void headersAreReadWhenALaneAsks_andOnce() {
        reloadRestrictions();
        InboundMessage message = Messages.good().message();
        AtomicInteger reads = new AtomicInteger();
        Uni<Lookups> lookUp = screening.lookUp(new AbstractList<>() {
            @Override
            public InboundMessage get(int index) {
                reads.incrementAndGet();
                return message;
            }

            @Override
            public int size() {
                return 1;
            }
        });
        assertThat(reads).hasValue(0);
        Lookups lookups = lookUp.await().atMost(Duration.ofSeconds(10));
        assertThat(reads).hasValue(1);
        assertThat(lookups.headers(message)).isInstanceOf(Outcome.Named.class);

        Verdict settled = new Verdict.Drop(DropReason.RESTRICTED, List.of());
        Map<InboundMessage, Outcome> judged = new IdentityHashMap<>(Map.of(message, new Outcome.Stopped(settled)));
        Lookups before = new Lookups(Rules.NONE, judged, Map.of(), Map.of(), Map.of(), false);
        assertThat(screening.judge(message, before, desk)).isSameAs(settled);
    }

    @Test
    void restricted_costsNoLookUp() {
        REDIS.set(
                RestrictionKind.DROP.redisKey(),
                "[{\"token\":\"" + Messages.TOKEN + "\",\"pipelines\":[\"session_recordings\"]}]");
        reloadRestrictions();
        InboundMessage message = Messages.good().message();
        assertThat(screening.judge(message, lookUp(List.of(message)), desk))
                .isEqualTo(new Verdict.Drop(DropReason.RESTRICTED, List.of()));
        assertThat(queries).isZero();
        assertThat(REDIS.calls("eval")).isZero();
    }

    @Test
    void restrictionsNeverRead_messagesWait() {
        assertThat(judge(Messages.good())).isEqualTo(new Verdict.Wait(Verdict.WaitReason.RESTRICTIONS_UNKNOWN));
        assertThat(registry.get("tapedeck.screen.waits")
                        .tag("dependency", "redis")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void redisAway_newSessionsWaitAndKnownOnesGoOn() {
        reloadRestrictions();
        assertThat(judge(Messages.good())).isInstanceOf(Verdict.Admit.class);
        REDIS.stop();
        assertThat(judge(Messages.good())).isInstanceOf(Verdict.Admit.class);
        assertThat(judge(Messages.ofSession("new"))).isEqualTo(new Verdict.Wait(Verdict.WaitReason.RETENTION_UNKNOWN));
        REDIS.start();
        assertThat(judge(Messages.ofSession("new"))).isInstanceOf(Verdict.Admit.class);
    }

    @Test
    void databaseAway_unknownTokensWaitAndKnownOnesGoOn() {
        reloadRestrictions();
        assertThat(judge(Messages.good())).isInstanceOf(Verdict.Admit.class);
        databaseAway = true;
        assertThat(judge(Messages.ofSession("new"))).isInstanceOf(Verdict.Admit.class);
        Messages unknown = Messages.good().header("token", "other");
        assertThat(judge(unknown)).isEqualTo(new Verdict.Wait(Verdict.WaitReason.TEAM_UNKNOWN));
        databaseAway = false;
        clock.advance(Duration.ofSeconds(1));
        assertThat(judge(unknown)).isEqualTo(new Verdict.Drop(DropReason.TEAM_MISSING_OR_DISABLED, List.of()));
    }

    @Test
    void marked_isSeenByTheNextInstance() {
        reloadRestrictions();
        Verdict.Admit admit = (Verdict.Admit) judge(Messages.good());
        screening.markSeen(List.of(admit.admission().session())).await().indefinitely();
        assertThat(REDIS.get("@posthog/replay/session-seen:7:" + Messages.SESSION))
                .isEqualTo("1");
    }

    private Verdict judge(Messages message) {
        InboundMessage made = message.message();
        return screening.judge(made, lookUp(List.of(made)), desk);
    }

    private Lookups lookUp(List<InboundMessage> poll) {
        return screening.lookUp(poll).await().atMost(Duration.ofSeconds(10));
    }

    private void reloadRestrictions() {
        restrictions.reload().await().atMost(Duration.ofSeconds(10));
    }

    private Screening screening() {
        TeamSource table = tokens -> {
            queries++;
            Map<String, Team> teams = new HashMap<>(Map.of(Messages.TOKEN, TEAM));
            teams.keySet().retainAll(tokens);
            return databaseAway
                    ? Uni.createFrom().failure(new IOException("no database"))
                    : Uni.createFrom().item(teams);
        };
        return new Screens(
                restrictions,
                new TeamDirectory(table, config, meters, clock),
                new SessionRetentions(redis, config, meters, clock),
                new SessionGate(redis, new NewSessionLimiter(redis, config, meters), config, meters, clock),
                new Deletions(List.of(), config, meters, clock),
                config,
                meters,
                clock);
    }
}
