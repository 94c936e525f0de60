package dev.tapedeck.store.s3;

import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Finds out what the S3 server does: writes a small object, reads it in all ways that the service does, and deletes it. */
public final class StoreProbe {

    private static final Logger LOG = Logger.getLogger(StoreProbe.class);

    /** The step that needs to list the bucket. */
    static final String LOOK = "look for what is not there";

    private static final byte[] BODY =
            "a small object, to see what the server does".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST = 2;
    private static final int LAST = 6;
    private static final int TAIL = 5;
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int BAD_REQUEST = 400;

    private final S3AsyncClient client;
    private final Checksums checksums;
    private final String bucket;
    private final String key;

    /** How the server takes {@code If-None-Match: *} on a write of an object that is there. */
    public enum ConditionalWrites {
        HONOURED,
        IGNORED,
        REFUSED
    }

    /** Which of the bytes that were written come back. */
    public enum Reads {
        /** Exactly those that were asked for. */
        RIGHT,
        /** Always the whole object. */
        RANGES_IGNORED,
        /** Not the object that was written. */
        CHANGED
    }

    /**
     * What the server can do.
     *
     * @param reads what comes back
     * @param conditional how it takes conditional writes
     * @param deleted whether the probe could be deleted again
     */
    public record Result(Reads reads, ConditionalWrites conditional, boolean deleted) {}

    /** A step that the server did not carry out. */
    static final class StepFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String step;
        private final Throwable reason;

        private StepFailed(String step, Throwable reason) {
            super(step + " failed", reason);
            this.step = step;
            this.reason = reason;
        }

        /** What was asked, as a verb. */
        String step() {
            return step;
        }

        Throwable reason() {
            return reason;
        }
    }

    /** @param key of an object that nobody else writes */
    public StoreProbe(S3AsyncClient client, Checksums checksums, String bucket, String key) {
        this.client = client;
        this.checksums = checksums;
        this.bucket = bucket;
        this.key = key;
    }

    /**
     * Whether the server honours {@code If-None-Match: *} on writes. Some servers refuse the header. Others ignore it, which only a
     * second write to the same key shows. All subscribers share one question. It is asked again only if asking failed.
     *
     * @param prefix the first part of the probe's key
     */
    public static Uni<Boolean> conditionalWrites(
            S3AsyncClient client, Checksums checksums, String bucket, String prefix) {
        AtomicReference<@Nullable Uni<Boolean>> answer = new AtomicReference<>();
        // Each question has its own key: another instance that asks at the same time would delete our object.
        Uni<Boolean> question = Uni.createFrom()
                .deferred(() -> new StoreProbe(
                                client, checksums, bucket, prefix + "/.tapedeck-probe-" + UUID.randomUUID())
                        .honoursConditions())
                .onFailure()
                .invoke(() -> answer.set(null));
        return Uni.createFrom()
                .deferred(() -> answer.updateAndGet(
                        asked -> asked == null ? question.memoize().indefinitely() : asked));
    }

    private Uni<Boolean> honoursConditions() {
        return write(false)
                .chain(this::conditional)
                .map(ConditionalWrites.HONOURED::equals)
                .onTermination()
                .call(this::delete)
                .onFailure(StepFailed.class)
                .transform(failure -> ((StepFailed) failure).reason())
                .invoke(honoured ->
                        OperatorMessage.CONDITIONAL_WRITES.log(LOG, honoured ? "honours" : "does not honour"));
    }

    /** Goes through all steps; fails with {@link StepFailed} at the first one that the server does not carry out. */
    public Uni<Result> run() {
        return write(false)
                .chain(() ->
                        looked().onFailure().call(this::delete).onCancellation().call(this::delete))
                .chain(looked -> delete().map(looked));
    }

    /** What comes of all steps but the last one. */
    private Uni<Function<Boolean, Result>> looked() {
        return reads().call(this::absent)
                .chain(reads -> conditional().map(conditional -> deleted -> new Result(reads, conditional, deleted)));
    }

    private Uni<Void> write(boolean conditional) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(key);
        if (conditional) {
            request.ifNoneMatch("*");
        }
        return step("write", checksums.put(client, request, List.of(ByteBuffer.wrap(BODY))))
                .replaceWithVoid();
    }

    private Uni<Reads> reads() {
        return Uni.combine()
                .all()
                .unis(read("bytes=" + FIRST + '-' + LAST), read("bytes=-" + TAIL), read(null))
                .with((middle, tail, whole) -> {
                    if (!Arrays.equals(whole, BODY)) {
                        return Reads.CHANGED;
                    }
                    boolean right = Arrays.equals(middle, Arrays.copyOfRange(BODY, FIRST, LAST + 1))
                            && Arrays.equals(tail, Arrays.copyOfRange(BODY, BODY.length - TAIL, BODY.length));
                    return right ? Reads.RIGHT : Reads.RANGES_IGNORED;
                });
    }

    private Uni<byte[]> read(@Nullable String range) {
        return get("read", key, range);
    }

    /** Of an object that is not there the server must say so: a batch of an earlier owner is looked for like this. */
    private Uni<Void> absent() {
        return get(LOOK, key + "-absent", null)
                .replaceWithVoid()
                .onFailure(failure ->
                        failure instanceof StepFailed failed && failed.reason() instanceof NoSuchKeyException)
                .recoverWithNull();
    }

    private Uni<byte[]> get(String step, String key, @Nullable String range) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(key).range(range);
        return step(
                        step,
                        how -> client.getObject(
                                request.overrideConfiguration(how).build(), AsyncResponseTransformer.toBytes()))
                .map(response -> response.asByteArrayUnsafe());
    }

    private Uni<ConditionalWrites> conditional() {
        return write(true)
                .replaceWith(ConditionalWrites.IGNORED)
                .onFailure(failure -> status(failure) == PRECONDITION_FAILED || status(failure) == CONFLICT)
                .recoverWithItem(ConditionalWrites.HONOURED)
                .onFailure(failure -> status(failure) == NOT_IMPLEMENTED || status(failure) == BAD_REQUEST)
                .recoverWithItem(ConditionalWrites.REFUSED);
    }

    private Uni<Boolean> delete() {
        DeleteObjectRequest.Builder request =
                DeleteObjectRequest.builder().bucket(bucket).key(key);
        return step(
                        "delete",
                        how -> client.deleteObject(
                                request.overrideConfiguration(how).build()))
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(false);
    }

    private <T> Uni<T> step(String step, Checksums.Request<T> request) {
        return step(step, checksums.call(request));
    }

    private static <T> Uni<T> step(String step, Uni<T> work) {
        return work.onFailure().transform(failure -> new StepFailed(step, failure));
    }

    private static int status(Throwable failure) {
        return failure instanceof StepFailed failed && failed.reason() instanceof S3Exception refused
                ? refused.statusCode()
                : 0;
    }
}
