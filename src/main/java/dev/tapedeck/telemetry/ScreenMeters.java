package dev.tapedeck.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * The meters of screening, all named {@code tapedeck.screen.*}. No tag ever holds a team, a session or a token.
 *
 * <table>
 * <caption>The meters and how they relate</caption>
 * <tr><td>{@code lookups{dependency,kind,outcome}}</td><td>timer, one per round trip to Redis or Postgres; {@code outcome} is
 * {@code ok} or {@code failed}. A failed one of the kinds {@code retention}, {@code gate} or {@code teams} makes messages
 * wait; of the kind {@code budget} it lets sessions in unmeasured; of {@code restrictions} it keeps the last rules</td></tr>
 * <tr><td>{@code cache{cache,result}}</td><td>counter of keys: {@code hit + miss} = distinct keys asked for; only misses are
 * looked up</td></tr>
 * <tr><td>{@code waits{dependency,reason}}</td><td>counter of verdicts "wait", one for each time a message is judged in
 * vain; not a final fate, so no part of any sum of messages</td></tr>
 * <tr><td>{@code new.sessions{outcome}}</td><td>counter: {@code within} the budget, {@code over} it, {@code unmeasured} as
 * Redis did not answer; their sum = sessions met for the first time</td></tr>
 * <tr><td>{@code items.discarded{cause}}</td><td>counter of items left out of messages: {@code clock} or {@code invalid};
 * the messages are counted by their own fate</td></tr>
 * <tr><td>{@code writes.failed{kind}}</td><td>counter of round trips that should have remembered something; nothing is lost
 * by one</td></tr>
 * <tr><td>{@code restriction.faults{kind}}</td><td>counter of bad items, unreadable values and readings without answer, each time</td></tr>
 * <tr><td>{@code restrictions}, {@code restrictions.age.seconds}</td><td>gauges: rules in force; age of what was read
 * last, to alert on over 60</td></tr>
 * <tr><td>{@code redis.read.only}</td><td>gauge: 1 while Redis answers and refuses writes</td></tr>
 * <tr><td>{@code retention.corrupt}</td><td>counter of stored retentions that are none</td></tr>
 * <tr><td>{@code warnings{type,outcome}}</td><td>counter: {@code sent + throttled + failed} = warnings raised</td></tr>
 * </table>
 */
@Singleton
public class ScreenMeters {

    private static final String PREFIX = "tapedeck.screen.";

    private final MeterRegistry registry;
    private final Counter invalidItems;
    private final Counter strayItems;
    private final Counter corruptRetentions;

    public ScreenMeters(MeterRegistry registry) {
        this.registry = registry;
        this.invalidItems = counter("items.discarded", "cause", "invalid");
        this.strayItems = counter("items.discarded", "cause", "clock");
        this.corruptRetentions = counter("retention.corrupt");
    }

    /** A round trip ended. */
    public void lookup(String dependency, String kind, boolean ok, Duration took) {
        Timer.builder(PREFIX + "lookups")
                .tags("dependency", dependency, "kind", kind, "outcome", ok ? "ok" : "failed")
                .register(registry)
                .record(took);
    }

    /** This many keys were answered by a local cache, and this many were not. */
    public void cache(String cache, int hits, int misses) {
        counter("cache", "cache", cache, "result", "hit").increment(hits);
        counter("cache", "cache", cache, "result", "miss").increment(misses);
    }

    /** A message was judged in vain. */
    public void waiting(String dependency, String reason) {
        counter("waits", "dependency", dependency, "reason", reason).increment();
    }

    /** This many sessions were met for the first time and were {@code within}, {@code over} or {@code unmeasured}. */
    public void newSessions(String outcome, int count) {
        counter("new.sessions", "outcome", outcome).increment(count);
    }

    /** This many items were no objects with a timestamp. */
    public void invalidItems(int count) {
        invalidItems.increment(count);
    }

    /** This many items had a clock too far from the capture's. */
    public void strayItems(int count) {
        strayItems.increment(count);
    }

    /** Something that should have been remembered was not. */
    public void writeFailed(String kind) {
        counter("writes.failed", "kind", kind).increment();
    }

    /** This many items of a restriction array were bad, or the array was. */
    public void restrictionFaults(String kind, int count) {
        counter("restriction.faults", "kind", kind).increment(count);
    }

    /** Shows how many rules are in force and how old they are, as this object tells. Held weakly. */
    public <T> void restrictions(T book, ToDoubleFunction<T> count, ToDoubleFunction<T> ageSeconds) {
        registry.gauge(PREFIX + "restrictions", book, count);
        registry.gauge(PREFIX + "restrictions.age.seconds", book, ageSeconds);
    }

    /** Shows whether Redis refuses writes: 1 if so, else 0. Held weakly. */
    public <T> void redisReadOnly(T writes, ToDoubleFunction<T> refused) {
        registry.gauge(PREFIX + "redis.read.only", writes, refused);
    }

    /** What is stored as a session's retention is none. */
    public void corruptRetention() {
        corruptRetentions.increment();
    }

    /** A warning was {@code sent}, {@code throttled} or {@code failed}. */
    public void warning(String type, String outcome) {
        counter("warnings", "type", type, "outcome", outcome).increment();
    }

    private Counter counter(String name, String... tags) {
        return registry.counter(PREFIX + name, tags);
    }
}
