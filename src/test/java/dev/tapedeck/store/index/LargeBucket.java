package dev.tapedeck.store.index;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.session.recorder.ConsoleLines;
import dev.tapedeck.store.ObjectLayout;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Puts objects of many blocks into a bucket: their indexes alone, which are all that a rebuild reads. */
public final class LargeBucket {

    private static final int BLOCK_BYTES = 200;
    private static final int CONSOLE_EVERY = 20;

    private final StackAddresses addresses;
    private final String prefix;

    /** @param prefix the first part of the objects' keys */
    public LargeBucket(StackAddresses addresses, String prefix) {
        this.addresses = addresses;
        this.prefix = prefix;
    }

    /**
     * Puts them there.
     *
     * @param blocks how many blocks each has, a twentieth of them with a console line
     */
    public void fill(int objects, int blocks, long firstMillis) {
        try (S3AsyncClient client = S3AsyncClient.builder()
                .endpointOverride(URI.create(addresses.get("s3.endpoint")))
                .region(Region.of(addresses.get("s3.region")))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(addresses.get("s3.access.key"), addresses.get("s3.secret.key"))))
                .forcePathStyle(true)
                .build()) {
            ObjectLayout keys = new ObjectLayout(prefix);
            for (int i = 0; i < objects; i++) {
                BatchSpan span =
                        new BatchSpan("topic", i % 8, (long) i * blocks, (long) (i + 1) * blocks, firstMillis + i);
                List<ByteBuffer> index = IndexFormat.encode(index(span, blocks));
                client.putObject(
                                request -> request.bucket(addresses.get("s3.bucket"))
                                        .key(keys.key(span, Retention.DAYS_30)),
                                AsyncRequestBody.fromRemainingByteBuffersUnsafe(index.toArray(ByteBuffer[]::new)))
                        .join();
            }
        }
    }

    private static BatchIndex index(BatchSpan span, int many) {
        SplittableRandom random = new SplittableRandom(span.from());
        List<StoredBlock> blocks = new ArrayList<>(many);
        for (int i = 0; i < many; i++) {
            long micros = 1_000 * (span.firstTimestamp() + i);
            ConsoleLines lines = new ConsoleLines();
            if (i % CONSOLE_EVERY == 0) {
                lines.add(new ConsoleLine(ConsoleLine.Level.INFO, "said", micros, span.from() + i, 0));
            }
            blocks.add(new StoredBlock(
                    new SessionKey(1, new UUID(random.nextLong(), random.nextLong()).toString()),
                    (long) i * BLOCK_BYTES,
                    BLOCK_BYTES,
                    BlockCodec.ZSTD,
                    random.nextInt(),
                    facts(micros, span.from() + i),
                    lines));
        }
        return new BatchIndex(span, ObjectLayout.batchId(span), Retention.DAYS_30, blocks, List.of());
    }

    private static BlockFacts facts(long micros, long offset) {
        String url = "https://shop.example/products/" + offset;
        return new BlockFacts(
                "person-" + offset,
                micros,
                micros + 1_000,
                20,
                1,
                List.of(offset),
                0,
                4_000,
                url,
                List.of(url),
                1,
                2,
                3,
                400,
                1,
                0,
                0,
                "web",
                "posthog-js",
                null);
    }
}
