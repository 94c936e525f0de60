package dev.tapedeck.screen.team;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.tapedeck.runtime.ClockSkew;
import dev.tapedeck.runtime.ClockSkew.ForwardTicker;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.team.Team.Answer.Found;
import dev.tapedeck.screen.team.Team.Answer.NoSuchTeam;
import dev.tapedeck.telemetry.OperatorMessage;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Teams by token, remembered. Known teams are read again in the background, and are served while the database is
 * unavailable. Tokens that belong to no team are remembered for a while, and for as long as the database is unavailable. Only a token of
 * which nothing is known makes a look-up wait for the database. Callable on any thread.
 */
@Singleton
public class TeamDirectory {

    private static final Logger LOGGER = Logger.getLogger(TeamDirectory.class);

    /** The column's width: no longer token is anybody's. */
    private static final int LONGEST_TOKEN = 200;

    /** How many tokens one query of the refresh names: its answer is taken in on an event loop. */
    private static final int REFRESH_CHUNK = 500;

    /** After a failure the database is left alone for this long, so that known teams do not pay for unknown ones. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Team.Answer NO_SUCH_TEAM = new NoSuchTeam();

    private final TeamSource source;
    private final InstantSource clock;
    private final Duration refreshEvery;
    private final ScreenMeters meters;
    private final Cache<String, Team.Answer> cache;

    /** Tokens that are known to belong to no team. They are served from here while Postgres is unavailable. */
    private final Cache<String, Boolean> strangers;

    private volatile Instant failedAt = Instant.MIN;
    private volatile Instant refreshedAt;
    private volatile boolean away;

    public TeamDirectory(TeamSource source, ScreenConfig config, ScreenMeters meters, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        this.refreshEvery = config.teams().refresh();
        this.meters = meters;
        this.refreshedAt = clock.instant();
        ForwardTicker ticker = new ForwardTicker(clock);
        this.strangers = Caffeine.newBuilder()
                .maximumSize(config.teams().cacheSize())
                .expireAfter(Expiry.<String, Boolean>accessing(
                        (token, stranger) -> config.teams().idle()))
                .ticker(ticker)
                .build();
        this.cache = Caffeine.newBuilder()
                .maximumSize(config.teams().cacheSize())
                .expireAfter(new TeamExpiry(
                        config.teams().unknownFor(), config.teams().idle()))
                .ticker(ticker)
                .build();
    }

    /** What is known about these tokens. Tokens that neither memory nor the database knows about are left out. Never fails. */
    public Uni<Map<String, Team.Answer>> find(Set<String> tokens) {
        Map<String, Team.Answer> answers = new HashMap<>();
        List<String> misses = new ArrayList<>();
        for (String token : tokens) {
            Team.Answer answer = token.length() > LONGEST_TOKEN ? NO_SUCH_TEAM : cache.getIfPresent(token);
            if (answer == null) {
                misses.add(token);
            } else {
                answers.put(token, answer);
            }
        }
        meters.cache("teams", answers.size(), misses.size());
        if (misses.isEmpty() || !ClockSkew.isOver(PAUSE, failedAt, clock.instant())) {
            return Uni.createFrom().item(withStrangers(answers, misses));
        }
        return read(misses)
                .map(read -> {
                    answers.putAll(read);
                    return answers;
                })
                .onFailure()
                .recoverWithItem(() -> withStrangers(answers, misses));
    }

    /** During an outage: the answers, and those tokens that belonged to no team before it. */
    private Map<String, Team.Answer> withStrangers(Map<String, Team.Answer> answers, List<String> misses) {
        strangers.getAllPresent(misses).keySet().forEach(token -> answers.put(token, NO_SUCH_TEAM));
        return answers;
    }

    /** Whether known teams have stood long enough to be read again. */
    public boolean isDue() {
        return ClockSkew.isOver(away ? PAUSE : refreshEvery, refreshedAt, clock.instant());
    }

    /** Reads all known teams again. Never fails: what cannot be read goes on standing. */
    public Uni<Void> refresh() {
        refreshedAt = clock.instant();
        List<String> known = new ArrayList<>();
        cache.asMap().forEach((token, answer) -> {
            if (answer instanceof Found) {
                known.add(token);
            }
        });
        return Multi.createFrom()
                .iterable(known)
                .group()
                .intoLists()
                .of(REFRESH_CHUNK)
                .onItem()
                .transformToUniAndConcatenate(this::read)
                .collect()
                .last()
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Map<String, Team.Answer>> read(Collection<String> tokens) {
        return source.byTokens(tokens)
                .map(teams -> {
                    Map<String, Team.Answer> answers = new HashMap<>();
                    for (String token : tokens) {
                        Team team = teams.get(token);
                        answers.put(token, team == null ? NO_SUCH_TEAM : new Found(team));
                    }
                    return answers;
                })
                .invoke(this::answered)
                .onFailure()
                .invoke(this::unanswered);
    }

    private void answered(Map<String, Team.Answer> answers) {
        cache.putAll(answers);
        answers.forEach((token, answer) -> {
            if (answer instanceof Found) {
                strangers.invalidate(token);
            } else {
                strangers.put(token, true);
            }
        });
        if (away) {
            away = false;
            LOGGER.info("Teams are read again");
        }
    }

    private void unanswered(Throwable failure) {
        failedAt = clock.instant();
        if (!away) {
            away = true;
            OperatorMessage.TEAMS_KEPT.log(LOGGER, failure);
        }
    }

    /**
     * How long an answer about a token is kept: for a fixed time if the token belongs to no team, else until nobody has asked for the team
     * in a while. Reading a team again does not count as asking.
     *
     * @param unknownFor how long a token that is no team's is remembered
     * @param idle how long a team is kept after it was last asked for
     */
    private record TeamExpiry(Duration unknownFor, Duration idle) implements Expiry<String, Team.Answer> {

        @Override
        public long expireAfterCreate(String token, Team.Answer answer, long currentTime) {
            return answer instanceof Found ? idle.toNanos() : unknownFor.toNanos();
        }

        @Override
        public long expireAfterUpdate(String token, Team.Answer answer, long currentTime, long currentDuration) {
            return answer instanceof Found ? currentDuration : unknownFor.toNanos();
        }

        @Override
        public long expireAfterRead(String token, Team.Answer answer, long currentTime, long currentDuration) {
            return answer instanceof Found ? idle.toNanos() : currentDuration;
        }
    }
}
