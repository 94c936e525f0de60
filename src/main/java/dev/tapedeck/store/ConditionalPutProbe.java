package dev.tapedeck.store;

import dev.tapedeck.store.s3.Checksums;
import dev.tapedeck.store.s3.ObjectStore;
import dev.tapedeck.store.s3.S3ObjectStore;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds out whether the S3 server honours {@code If-None-Match: *} on writes: some refuse it, and some ignore it, which only
 * a second write to the same key shows.
 */
final class ConditionalPutProbe {

    private static final Logger LOG = Logger.getLogger(ConditionalPutProbe.class);
    private static final int NOT_IMPLEMENTED = 501;
    private static final int BAD_REQUEST = 400;

    private final S3AsyncClient client;
    private final Checksums checksums;
    private final StoreConfig config;

    /** The answer, or the question under way; a failure to ask leaves none. Guarded by this. */
    private @Nullable Uni<Boolean> answer;

    ConditionalPutProbe(S3AsyncClient client, Checksums checksums, StoreConfig config) {
        this.client = client;
        this.checksums = checksums;
        this.config = config;
    }

    /** The answer; asked once when it is needed, and again only if asking failed. */
    Uni<Boolean> supported() {
        return switch (config.conditionalPut()) {
            case ALWAYS -> Uni.createFrom().item(true);
            case NEVER -> Uni.createFrom().item(false);
            case AUTO -> Uni.createFrom().deferred(this::knownOrAsk);
        };
    }

    /** All who need the answer share one question: its object is gone again before the first of them writes. */
    private synchronized Uni<Boolean> knownOrAsk() {
        Uni<Boolean> current = answer;
        if (current == null) {
            current = ask().onFailure().invoke(failure -> forget()).memoize().indefinitely();
            answer = current;
        }
        return current;
    }

    private synchronized void forget() {
        answer = null;
    }

    /** Never fails: who may not delete leaves an object of a few bytes. */
    private Uni<Void> delete(String key) {
        DeleteObjectRequest.Builder request =
                DeleteObjectRequest.builder().bucket(config.bucket()).key(key);
        return checksums
                .call(how ->
                        client.deleteObject(request.overrideConfiguration(how).build()))
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Boolean> ask() {
        // Another instance may ask at the same time, and take its object away between our two writes.
        String key = config.prefix() + "/.tapedeck-probe-" + UUID.randomUUID();
        ByteBuffer body = ByteBuffer.wrap("conditional put?".getBytes(StandardCharsets.US_ASCII));
        S3ObjectStore store = new S3ObjectStore(
                client, checksums, config.bucket(), Uni.createFrom().item(true));
        return store.putIfAbsent(key, List.of(body))
                .chain(() -> store.putIfAbsent(key, List.of(body)))
                .map(second -> second == ObjectStore.Put.EXISTED)
                .onFailure(failure -> failure instanceof S3Exception refused
                        && (refused.statusCode() == NOT_IMPLEMENTED || refused.statusCode() == BAD_REQUEST))
                // A bad request may be one for another reason, such as credentials that have expired.
                .recoverWithUni(() -> store.put(key, List.of(body)).replaceWith(false))
                .onTermination()
                .call(() -> delete(key))
                .invoke(supported ->
                        OperatorMessage.CONDITIONAL_WRITES.log(LOG, supported ? "honours" : "does not honour"));
    }
}
