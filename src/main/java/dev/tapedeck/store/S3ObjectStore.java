package dev.tapedeck.store;

import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An object store that speaks S3. */
final class S3ObjectStore implements ObjectStore {

    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final String CONTENT_TYPE = "application/octet-stream";

    private final S3AsyncClient client;
    private final String bucket;
    private final Uni<Boolean> conditionalPut;

    /** @param conditionalPut whether the server honours {@code If-None-Match} on writes */
    S3ObjectStore(S3AsyncClient client, String bucket, Uni<Boolean> conditionalPut) {
        this.client = client;
        this.bucket = bucket;
        this.conditionalPut = conditionalPut;
    }

    @Override
    public Uni<Put> putIfAbsent(String key, List<ByteBuffer> body) {
        return conditionalPut.chain(conditional -> conditional ? putConditionally(key, body) : lookThenPut(key, body));
    }

    private Uni<Put> putConditionally(String key, List<ByteBuffer> body) {
        return put(key, body, true).onFailure(S3ObjectStore::preconditionFailed).recoverWithItem(Put.EXISTED);
    }

    /** Not atomic: two writers may both find nothing. Both then write the same batch, and the later one stays. */
    private Uni<Put> lookThenPut(String key, List<ByteBuffer> body) {
        return call(() -> client.headObject(
                        HeadObjectRequest.builder().bucket(bucket).key(key).build()))
                .replaceWith(Put.EXISTED)
                .onFailure(NoSuchKeyException.class)
                .recoverWithUni(() -> put(key, body, false));
    }

    private Uni<Put> put(String key, List<ByteBuffer> body, boolean conditional) {
        return call(() -> {
                    ByteBuffer[] pieces =
                            body.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
                    PutObjectRequest.Builder request = PutObjectRequest.builder()
                            .bucket(bucket)
                            .key(key)
                            .contentType(CONTENT_TYPE)
                            .contentLength(length(pieces));
                    if (conditional) {
                        request.ifNoneMatch("*");
                    }
                    return client.putObject(request.build(), AsyncRequestBody.fromRemainingByteBuffersUnsafe(pieces));
                })
                .replaceWith(Put.CREATED);
    }

    @Override
    public Uni<byte @Nullable []> tail(String key, int bytes) {
        return read(key, "bytes=-" + bytes)
                .onFailure(failure -> status(failure) == RANGE_NOT_SATISFIABLE)
                .recoverWithUni(() -> read(key, null))
                .onFailure(NoSuchKeyException.class)
                .recoverWithNull();
    }

    @Override
    public Uni<List<String>> list(String prefix, String after) {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix)
                .startAfter(after)
                .build();
        return call(() -> client.listObjectsV2(request))
                .map(page -> page.contents().stream().map(S3Object::key).toList());
    }

    private Uni<byte @Nullable []> read(String key, @Nullable String range) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(key);
        if (range != null) {
            request.range(range);
        }
        return call(() -> client.getObject(request.build(), AsyncResponseTransformer.toBytes()))
                .<byte @Nullable []>map(response -> response.asByteArrayUnsafe());
    }

    private static long length(ByteBuffer[] pieces) {
        long length = 0;
        for (ByteBuffer piece : pieces) {
            length += piece.remaining();
        }
        return length;
    }

    private static <T> Uni<T> call(Supplier<java.util.concurrent.CompletableFuture<T>> request) {
        return Uni.createFrom()
                .completionStage(request::get)
                .onFailure(CompletionException.class)
                .transform(failure -> failure.getCause() == null ? failure : failure.getCause());
    }

    private static boolean preconditionFailed(Throwable failure) {
        return status(failure) == PRECONDITION_FAILED;
    }

    private static int status(Throwable failure) {
        return failure instanceof S3Exception refused ? refused.statusCode() : 0;
    }
}
