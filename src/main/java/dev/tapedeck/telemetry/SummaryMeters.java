package dev.tapedeck.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** Meters of the rows: how many were written to each table, and how long an insert takes. */
public final class SummaryMeters {

    private final MeterRegistry registry;

    public SummaryMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** An insert succeeded; {@code rows} counts those of the views too, 0 when the server had the insert already. */
    public void inserted(String table, long rows, long nanos) {
        registry.counter("tapedeck.rows.written", "table", table).increment(rows);
        registry.timer("tapedeck.insert", "table", table).record(nanos, TimeUnit.NANOSECONDS);
    }
}
