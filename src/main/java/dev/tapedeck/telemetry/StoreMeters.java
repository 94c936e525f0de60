package dev.tapedeck.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * Meters of the store.
 *
 * <p>{@code tapedeck_objects_stored_total} counts objects that this process created, {@code tapedeck_objects_existed_total}
 * those that an earlier attempt had written already; together they are the objects of all batches sealed here.
 */
public final class StoreMeters {

    private final Counter objects;
    private final Counter existed;
    private final Counter blocks;
    private final Counter bytes;
    private final Timer upload;

    public StoreMeters(MeterRegistry registry) {
        this.objects = Counter.builder("tapedeck.objects.stored")
                .description("Objects that this process created")
                .register(registry);
        this.existed = Counter.builder("tapedeck.objects.existed")
                .description("Objects that an earlier attempt had written")
                .register(registry);
        this.blocks = Counter.builder("tapedeck.blocks.stored")
                .description("Blocks in the objects that this process created")
                .register(registry);
        this.bytes = Counter.builder("tapedeck.stored")
                .baseUnit("bytes")
                .description("Bytes of the objects that this process created")
                .register(registry);
        this.upload = Timer.builder("tapedeck.upload")
                .description("Upload of one object")
                .publishPercentileHistogram()
                .register(registry);
    }

    /** An object was created. */
    public void stored(int blockCount, long byteCount, long nanos) {
        objects.increment();
        blocks.increment(blockCount);
        bytes.increment(byteCount);
        upload.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** An object was there already. */
    public void existed() {
        existed.increment();
    }
}
