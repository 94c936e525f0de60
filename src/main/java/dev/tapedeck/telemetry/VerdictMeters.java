package dev.tapedeck.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What became of messages: {@code received = recorded + dropped + diverted + dead_lettered}. Every message counts in
 * exactly one of the four, the latter three by reason.
 */
public final class VerdictMeters {

    private final MeterRegistry registry;

    public VerdictMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    public void recorded() {
        registry.counter("tapedeck.recorded").increment();
    }

    public void dropped(String reason) {
        registry.counter("tapedeck.dropped", "reason", reason).increment();
    }

    public void diverted(String reason) {
        registry.counter("tapedeck.diverted", "reason", reason).increment();
    }

    public void deadLettered(String reason) {
        registry.counter("tapedeck.dead.lettered", "reason", reason).increment();
    }
}
