package dev.tapedeck.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Meters of the rows in ClickHouse. */
public final class SummaryMeters {

    private final MeterProvider<Counter> rows;
    private final MeterProvider<Timer> inserts;

    public SummaryMeters(MeterRegistry registry) {
        rows = Counter.builder("tapedeck.rows.written")
                .description("Rows written to ClickHouse, by table")
                .withRegistry(registry);
        inserts = Timer.builder("tapedeck.insert")
                .description("One insert into ClickHouse, by table")
                .withRegistry(registry);
    }

    /** An insert succeeded. {@code count} includes rows of views; it is 0 when the server had the insert already. */
    public void inserted(String table, long count, long nanos) {
        rows.withTag("table", table).increment(count);
        inserts.withTag("table", table).record(nanos, TimeUnit.NANOSECONDS);
    }
}
