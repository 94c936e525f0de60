package dev.tapedeck.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * Meters of screening and of what becomes of messages. No tag ever holds a team, a session or a token.
 *
 * <table>
 * <caption>How the meters relate</caption>
 * <tr><td>{@code received}</td><td>{@code = recorded + dropped + diverted + dead.lettered}: every message counts in exactly one of the
 * four</td></tr>
 * <tr><td>{@code screen.lookups}</td><td>a failed look-up of the kind {@code retention}, {@code gate} or {@code teams} makes messages
 * wait; of the kind {@code budget} it lets sessions in unmeasured; of the kind {@code restrictions} it keeps the last rules</td></tr>
 * <tr><td>{@code screen.cache}</td><td>{@code hit + miss} = distinct keys asked for; only misses are looked up</td></tr>
 * <tr><td>{@code screen.waits}</td><td>not a fate, so no part of any sum of messages</td></tr>
 * <tr><td>{@code screen.new.sessions}</td><td>{@code within + over + unmeasured} = sessions met for the first time</td></tr>
 * <tr><td>{@code screen.items.discarded}</td><td>the messages of these items are counted by their own fate</td></tr>
 * <tr><td>{@code screen.warnings}</td><td>{@code sent + throttled + failed} = warnings raised</td></tr>
 * </table>
 */
@Singleton
public class ScreenMeters {

    private static final String PREFIX = "tapedeck.screen.";

    private final MeterRegistry registry;
    private final Counter recorded;
    private final MeterProvider<Counter> dropped;
    private final MeterProvider<Counter> diverted;
    private final MeterProvider<Counter> deadLettered;
    private final MeterProvider<Timer> lookups;
    private final MeterProvider<Counter> cache;
    private final MeterProvider<Counter> waits;
    private final MeterProvider<Counter> newSessions;
    private final Counter invalidItems;
    private final Counter strayItems;
    private final MeterProvider<Counter> failedWrites;
    private final MeterProvider<Counter> restrictionFaults;
    private final Counter corruptRetentions;
    private final MeterProvider<Counter> warnings;

    public ScreenMeters(MeterRegistry registry) {
        this.registry = registry;
        recorded = Counter.builder("tapedeck.recorded")
                .description("Messages of which events were recorded")
                .register(registry);
        dropped = counters("tapedeck.dropped", "Messages that were dropped, by reason");
        diverted = counters("tapedeck.diverted", "Messages that went to the overflow topic, by reason");
        deadLettered = counters("tapedeck.dead.lettered", "Messages that became dead letters, by reason");
        lookups = Timer.builder(PREFIX + "lookups")
                .description("Round trips to Redis and Postgres, by dependency, kind and outcome")
                .withRegistry(registry);
        cache = counters(PREFIX + "cache", "Keys asked for, by cache and result");
        waits = counters(PREFIX + "waits", "Verdicts that a message has to wait, by dependency and reason");
        newSessions =
                counters(PREFIX + "new.sessions", "Sessions met for the first time, by outcome of their team's budget");
        MeterProvider<Counter> discarded = counters(PREFIX + "items.discarded", "Items left out of messages, by cause");
        invalidItems = discarded.withTag("cause", "invalid");
        strayItems = discarded.withTag("cause", "clock");
        failedWrites = counters(PREFIX + "writes.failed", "Round trips that failed to remember something, by kind");
        restrictionFaults = counters(
                PREFIX + "restriction.faults", "Invalid restrictions and failed attempts to read them, by kind");
        corruptRetentions = Counter.builder(PREFIX + "retention.corrupt")
                .description("Invalid retention values in Redis")
                .register(registry);
        warnings = counters(PREFIX + "warnings", "Ingestion warnings, by type and outcome");
    }

    private MeterProvider<Counter> counters(String name, String description) {
        return Counter.builder(name).description(description).withRegistry(registry);
    }

    /** Events of a message were recorded. */
    public void recorded() {
        recorded.increment();
    }

    /** A message was dropped. */
    public void dropped(String reason) {
        dropped.withTag("reason", reason).increment();
    }

    /** A message goes to the overflow topic. */
    public void diverted(String reason) {
        diverted.withTag("reason", reason).increment();
    }

    /** A message goes to the topic of dead letters. */
    public void deadLettered(String reason) {
        deadLettered.withTag("reason", reason).increment();
    }

    /** A round trip ended. */
    public void lookup(String dependency, String kind, boolean ok, Duration took) {
        lookups.withTags("dependency", dependency, "kind", kind, "outcome", ok ? "ok" : "failed")
                .record(took);
    }

    /** A local cache had {@code hits} keys, and did not have {@code misses} others. */
    public void cache(String name, int hits, int misses) {
        cache.withTags("cache", name, "result", "hit").increment(hits);
        cache.withTags("cache", name, "result", "miss").increment(misses);
    }

    /** A message has to wait, and is screened again later. */
    public void waiting(String dependency, String reason) {
        waits.withTags("dependency", dependency, "reason", reason).increment();
    }

    /** Sessions were met for the first time and were {@code within}, {@code over} or {@code unmeasured}. */
    public void newSessions(String outcome, int count) {
        newSessions.withTag("outcome", outcome).increment(count);
    }

    /** Items were not objects with a timestamp. */
    public void invalidItems(int count) {
        invalidItems.increment(count);
    }

    /** Items had a clock too far from the time of capture. */
    public void strayItems(int count) {
        strayItems.increment(count);
    }

    /** Something that should have been remembered was not. Nothing is lost by that. */
    public void writeFailed(String kind) {
        failedWrites.withTag("kind", kind).increment();
    }

    /** This many items of an array of restrictions were invalid, or the array was. */
    public void restrictionFaults(String kind, int count) {
        restrictionFaults.withTag("kind", kind).increment(count);
    }

    /** Shows how many restrictions are in force and how old they are. Holds {@code book} weakly. */
    public <T> void restrictions(T book, ToDoubleFunction<T> count, ToDoubleFunction<T> ageSeconds) {
        Gauge.builder(PREFIX + "restrictions", book, count)
                .description("Restrictions in force")
                .register(registry);
        Gauge.builder(PREFIX + "restrictions.age.seconds", book, ageSeconds)
                .description("Seconds since restrictions were last read")
                .register(registry);
    }

    /** Shows whether Redis refuses writes: 1 if so, else 0. Holds {@code writes} weakly. */
    public <T> void redisReadOnly(T writes, ToDoubleFunction<T> refused) {
        Gauge.builder(PREFIX + "redis.read.only", writes, refused)
                .description("1 while Redis answers and refuses writes, else 0")
                .register(registry);
    }

    /** A retention that is stored in Redis is invalid. */
    public void corruptRetention() {
        corruptRetentions.increment();
    }

    /** A warning was {@code sent}, {@code throttled} or {@code failed}. */
    public void warning(String type, String outcome) {
        warnings.withTags("type", type, "outcome", outcome).increment();
    }
}
