package dev.tapedeck.screen.restriction;

import dev.tapedeck.runtime.ClockSkew;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.restriction.RestrictionReading.Read;
import dev.tapedeck.screen.restriction.RestrictionReading.Unanswered;
import dev.tapedeck.screen.restriction.RestrictionReading.Unreadable;
import dev.tapedeck.telemetry.OperatorMessage;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The restrictions in force, from configuration and from Redis. What was read last survives while Redis is away; while
 * nothing has been read since the start, nothing is in force and messages wait rather than slip through. Callable on any
 * thread.
 */
@Singleton
public class RestrictionBook {

    private static final Logger LOGGER = Logger.getLogger(RestrictionBook.class);

    /** After a reading without answer: so that what an outage has hidden is in force soon after it. */
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(1);

    private static final long MILLIS_PER_SECOND = 1000;

    private final ScreenRedis redis;
    private final ScreenMeters meters;
    private final InstantSource clock;
    private final Duration refreshEvery;
    private final long maxBytes;
    private final AtomicLong turns = new AtomicLong();
    private volatile Instant triedAt = Instant.MIN;

    // Written under the lock, read without it.
    private volatile RestrictionState state;
    private volatile @Nullable RestrictionSet inForce;
    private volatile boolean answered;
    private long appliedTurn;
    private Set<String> knownFaults = Set.of();

    public RestrictionBook(
            @Identifier(RestrictionRedis.NAME) ScreenRedis redis,
            ScreenConfig config,
            ScreenMeters meters,
            InstantSource clock) {
        this.redis = redis;
        this.meters = meters;
        this.clock = clock;
        this.refreshEvery = config.restrictions().refresh();
        this.maxBytes = config.restrictions().maxBytes().asLongValue();
        this.state = new RestrictionState(
                StaticRestrictions.of(config.restrictions()),
                config.restrictions().unreadable() == ScreenConfig.Restrictions.Unreadable.IGNORE,
                Map.of());
        meters.restrictions(this, RestrictionBook::count, RestrictionBook::ageSeconds);
    }

    /** The rules in force; null while none have been read. */
    @Nullable public RestrictionSet inForce() {
        return inForce;
    }

    /** What is in force, and since when. */
    public RestrictionStatus status() {
        RestrictionState current = state;
        Instant readAt = current.readAt();
        return new RestrictionStatus(
                List.copyOf(current.all()),
                readAt == null ? null : Duration.between(readAt, clock.instant()),
                current.blind().entrySet().stream()
                        .map(blind -> blind.getKey().redisKey() + ": " + blind.getValue())
                        .toList());
    }

    /** Whether the rules have stood long enough to be read again. */
    public boolean isDue() {
        Duration every = answered ? refreshEvery : TRY_AGAIN_AFTER;
        return ClockSkew.isOver(every, triedAt, clock.instant());
    }

    /**
     * Reads the rules again, at once; they are in force when the item is there. Never fails: what cannot be read is among
     * the faults and keeps the rules it had.
     */
    public Uni<RestrictionReload> reload() {
        return Uni.createFrom().deferred(() -> {
            triedAt = clock.instant();
            long turn = turns.incrementAndGet();
            List<Uni<RestrictionReading>> readings = new ArrayList<>();
            for (RestrictionKind kind : RestrictionKind.values()) {
                readings.add(read(kind));
            }
            return Uni.join().all(readings).andFailFast().map(inOrder -> apply(turn, inOrder));
        });
    }

    private Uni<RestrictionReading> read(RestrictionKind kind) {
        return redis.head("restrictions", kind.redisKey(), maxBytes + 1)
                // Megabytes may have to be parsed.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(text -> RestrictionReading.of(kind, text, maxBytes))
                .onFailure()
                .recoverWithItem(RestrictionReading::of);
    }

    /** Takes a reading over unless a later one has been taken over already. */
    private synchronized RestrictionReload apply(long turn, List<RestrictionReading> inOrder) {
        Map<RestrictionKind, RestrictionReading> readings = new EnumMap<>(RestrictionKind.class);
        for (RestrictionKind kind : RestrictionKind.values()) {
            readings.put(kind, inOrder.get(kind.ordinal()));
        }
        RestrictionState before = state;
        boolean complete = readings.values().stream().noneMatch(Unanswered.class::isInstance);
        if (turn > appliedTurn) {
            appliedTurn = turn;
            state = before.after(readings, clock.instant());
            inForce = state.inForce();
            answered = complete;
        }
        List<String> faults = faults(readings);
        tell(faults);
        if (!state.blind().isEmpty() && !state.blind().equals(before.blind())) {
            OperatorMessage.RESTRICTIONS_UNREAD.log(LOGGER, String.join(", ", status().unread()));
        }
        return new RestrictionReload(
                without(state.all(), before.all()), without(before.all(), state.all()), faults, complete, status());
    }

    private List<String> faults(Map<RestrictionKind, RestrictionReading> readings) {
        List<String> faults = new ArrayList<>();
        readings.forEach((kind, reading) -> {
            List<String> ofKind = switch (reading) {
                case Read read -> read.faults();
                case Unreadable(String fault) -> List.of(fault);
                case Unanswered(String cause) -> List.of("not read: " + cause);
            };
            meters.restrictionFaults(kind.label(), ofKind.size());
            ofKind.forEach(fault -> faults.add(kind.redisKey() + ": " + fault));
        });
        return faults;
    }

    /** Logs each fault once, not each time it is met again. */
    private void tell(List<String> faults) {
        faults.stream()
                .filter(fault -> !knownFaults.contains(fault))
                .forEach(fault -> OperatorMessage.RESTRICTIONS_KEPT.log(LOGGER, fault));
        knownFaults = Set.copyOf(faults);
    }

    private static List<Restriction> without(List<Restriction> all, List<Restriction> excepted) {
        Set<Restriction> exceptions = new HashSet<>(excepted);
        return all.stream().filter(rule -> !exceptions.contains(rule)).toList();
    }

    private double count() {
        return state.all().size();
    }

    private double ageSeconds() {
        Duration age = status().age();
        return age == null ? Double.NaN : (double) age.toMillis() / MILLIS_PER_SECOND;
    }
}
