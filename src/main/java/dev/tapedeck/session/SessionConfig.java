package dev.tapedeck.session;

import dev.tapedeck.session.block.BlockCodec;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.OptionalInt;

/** How sessions are gathered and encoded. */
@ConfigMapping(prefix = "tapedeck.session")
public interface SessionConfig {

    /** A lane seals its batch once its lines take this much memory, before compression. */
    @WithName("batch-max-bytes")
    @WithDefault("100M")
    MemorySize batchMaxBytes();

    /** A lane seals its batch once this has passed since the batch's first message; at most a day. */
    @WithName("batch-max-age")
    @WithDefault("10s")
    Duration batchMaxAge();

    /** How many events a session may have in one batch; those beyond are dropped and the block says so. */
    @WithName("max-events-per-batch")
    @WithDefault("9007199254740991")
    long maxEventsPerBatch();

    /** The codec of blocks. {@code snappy} writes what the direct peer writes. */
    @WithDefault("zstd")
    BlockCodec codec();

    /** The level of zstd: higher is smaller and slower; negative ones trade size for speed. */
    @WithName("zstd-level")
    @WithDefault("1")
    int zstdLevel();

    /** Whether fields that the browser compressed are restored to plain JSON before encoding. Players read both. */
    @WithDefault("true")
    boolean unwrap();

    /** How many blocks are encoded at the same time; by default one for each processor. */
    OptionalInt encoders();
}
