package dev.tapedeck.store.s3;

import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
public final class S3ObjectStore implements ObjectStore {

    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LATE = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final String CONTENT_TYPE = "application/octet-stream";

    private final S3AsyncClient client;
    private final Checksums checksums;
    private final String bucket;
    private final Uni<Boolean> conditionalPut;

    /** @param conditionalPut whether the server honours {@code If-None-Match} on writes */
    public S3ObjectStore(S3AsyncClient client, Checksums checksums, String bucket, Uni<Boolean> conditionalPut) {
        this.client = client;
        this.checksums = checksums;
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
        HeadObjectRequest.Builder request =
                HeadObjectRequest.builder().bucket(bucket).key(key);
        return checksums
                .call(how ->
                        client.headObject(request.overrideConfiguration(how).build()))
                .replaceWith(Put.EXISTED)
                .onFailure(NoSuchKeyException.class)
                .recoverWithUni(() -> put(key, body, false));
    }

    private Uni<Put> put(String key, List<ByteBuffer> body, boolean conditional) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(key).contentType(CONTENT_TYPE);
        if (conditional) {
            request.ifNoneMatch("*");
        }
        return checksums.put(client, request, body).replaceWith(Put.CREATED);
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
    public boolean isRefusal(Throwable failure) {
        int status = status(failure);
        return status >= BAD_REQUEST && status < SERVER_ERROR && status != TOO_LATE && status != TOO_MANY;
    }

    @Override
    public Uni<List<String>> list(String prefix, String after) {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).startAfter(after);
        return checksums
                .call(how ->
                        client.listObjectsV2(request.overrideConfiguration(how).build()))
                .map(page -> page.contents().stream().map(S3Object::key).toList());
    }

    private Uni<byte @Nullable []> read(String key, @Nullable String range) {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(key);
        if (range != null) {
            request.range(range);
        }
        return checksums
                .call(how -> client.getObject(
                        request.overrideConfiguration(how).build(), AsyncResponseTransformer.toBytes()))
                .<byte @Nullable []>map(response -> response.asByteArrayUnsafe());
    }

    private static boolean preconditionFailed(Throwable failure) {
        return status(failure) == PRECONDITION_FAILED;
    }

    private static int status(Throwable failure) {
        return failure instanceof S3Exception refused ? refused.statusCode() : 0;
    }
}
