package dev.tapedeck.screen.restriction;

import dev.tapedeck.runtime.ClockSkew;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.restriction.RestrictionParser.Reading;
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
 * Reads the restrictions again and again, and holds those in force. The rules that were read last stay in force while Redis is
 * unavailable. Until all have been read once since the start, no rules are in force, and messages wait: otherwise messages would
 * be recorded that an operator has excluded. Callable on any thread.
 */
@Singleton
public class RestrictionBook {

    private static final Logger LOGGER = Logger.getLogger(RestrictionBook.class);

    /** After a reading without answer. Rules that were changed during an outage are then in force soon after it. */
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(1);

    private static final long MILLIS_PER_SECOND = 1000;

    /**
     * The restrictions in force.
     *
     * @param restrictions the rules, each with its source
     * @param age how long ago those of Redis were read; null if they never were since the start, and messages wait
     * @param unread the Redis keys whose rules have never been readable, each with the tokens whose messages wait for that
     */
    public record Status(
            List<Restriction> restrictions, @Nullable Duration age, List<String> unread) {}

    /**
     * What reading the restrictions again has changed.
     *
     * @param added the rules that are in force now and were not before
     * @param removed the rules that were in force and are not now
     * @param faults what could not be read, by kind, for people; the rules that a fault concerns stay as they were
     * @param answered whether Redis answered for every kind of rule
     * @param status what is in force now
     */
    public record Reload(
            List<Restriction> added, List<Restriction> removed, List<String> faults, boolean answered, Status status) {}

    private final ScreenRedis redis;
    private final ScreenMeters meters;
    private final InstantSource clock;
    private final Duration refreshEvery;
    private final long maxBytes;
    private final AtomicLong turns = new AtomicLong();
    private volatile Instant triedAt = Instant.MIN;

    // Written under the lock, read without it.
    private volatile RestrictionSet rules;
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
        this.rules = new RestrictionSet(
                StaticRestrictions.of(config.restrictions()),
                config.restrictions().unreadable() == ScreenConfig.Restrictions.Unreadable.IGNORE);
        meters.restrictions(this, RestrictionBook::count, RestrictionBook::ageSeconds);
    }

    /** The rules in force; null while none have been read. */
    @Nullable public RestrictionSet inForce() {
        RestrictionSet current = rules;
        return current.isComplete() ? current : null;
    }

    /** What is in force, and since when. */
    public Status status() {
        RestrictionSet current = rules;
        Instant readAt = current.readAt();
        return new Status(
                current.all(), readAt == null ? null : Duration.between(readAt, clock.instant()), current.unread());
    }

    /** Whether the rules have stood long enough to be read again. */
    public boolean isDue() {
        Duration every = answered ? refreshEvery : TRY_AGAIN_AFTER;
        return ClockSkew.isOver(every, triedAt, clock.instant());
    }

    /**
     * Reads the rules again, at once. They are in force when the item is there. Never fails: a kind that cannot be read is among
     * the faults and keeps the rules it had.
     */
    public Uni<Reload> reload() {
        return Uni.createFrom().deferred(() -> {
            triedAt = clock.instant();
            long turn = turns.incrementAndGet();
            List<Uni<Reading>> readings = new ArrayList<>();
            for (RestrictionKind kind : RestrictionKind.values()) {
                readings.add(read(kind));
            }
            return Uni.join().all(readings).andFailFast().map(inOrder -> apply(turn, inOrder));
        });
    }

    private Uni<Reading> read(RestrictionKind kind) {
        return redis.head("restrictions", kind.redisKey(), maxBytes + 1)
                // Megabytes may have to be parsed.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(text -> RestrictionParser.read(kind, text, maxBytes))
                .onFailure()
                .recoverWithItem(RestrictionParser::failed);
    }

    /** Takes a reading over unless a later one has been taken over already. */
    private synchronized Reload apply(long turn, List<Reading> inOrder) {
        Map<RestrictionKind, Reading> readings = new EnumMap<>(RestrictionKind.class);
        for (RestrictionKind kind : RestrictionKind.values()) {
            readings.put(kind, inOrder.get(kind.ordinal()));
        }
        RestrictionSet before = rules;
        boolean complete = readings.values().stream().noneMatch(Reading.Unanswered.class::isInstance);
        if (turn > appliedTurn) {
            appliedTurn = turn;
            rules = before.after(readings, clock.instant());
            answered = complete;
        }
        List<String> faults = faults(readings);
        tell(faults);
        List<String> unread = rules.unread();
        if (!unread.isEmpty() && !unread.equals(before.unread())) {
            OperatorMessage.RESTRICTIONS_UNREAD.log(LOGGER, String.join(", ", unread));
        }
        return new Reload(
                without(rules.all(), before.all()), without(before.all(), rules.all()), faults, complete, status());
    }

    private List<String> faults(Map<RestrictionKind, Reading> readings) {
        List<String> faults = new ArrayList<>();
        readings.forEach((kind, reading) -> {
            List<String> ofKind = switch (reading) {
                case Reading.Read read -> read.faults();
                case Reading.Unreadable(String fault) -> List.of(fault);
                case Reading.Unanswered(String cause) -> List.of("not read: " + cause);
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
        return rules.all().size();
    }

    private double ageSeconds() {
        Duration age = status().age();
        return age == null ? Double.NaN : (double) age.toMillis() / MILLIS_PER_SECOND;
    }
}
