package dev.tapedeck.store.s3;

import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Sends requests with checksums. Some servers know no checksums and refuse their headers. After such a server has accepted a
 * request without a checksum, all requests go without. A refused request has no effect, so it can be repeated. Callable on any
 * thread; emits on any thread.
 */
@Singleton
public class Checksums {

    private static final Logger LOG = Logger.getLogger(Checksums.class);
    private static final int LENGTH_REQUIRED = 411;
    private static final int NOT_IMPLEMENTED = 501;

    /** What servers call it. That a checksum is wrong is not among them: who says so knows checksums. */
    private static final Set<String> REFUSALS = Set.of(
            "NotImplemented", "InvalidArgument", "InvalidRequest", "MissingContentLength", "XAmzContentSHA256Mismatch");

    private static final SdkPlugin WITHOUT = configuration -> ((S3ServiceClientConfiguration.Builder) configuration)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED);

    private volatile boolean sent = true;

    /**
     * What a request has to say about checksums.
     *
     * @param sent whether it carries one
     */
    public record Terms(boolean sent) implements Consumer<AwsRequestOverrideConfiguration.Builder> {

        @Override
        public void accept(AwsRequestOverrideConfiguration.Builder override) {
            if (!sent) {
                override.addPlugin(WITHOUT);
            }
        }
    }

    /** A request to the client, made on these terms. */
    public interface Request<T> extends Function<Terms, CompletableFuture<T>> {}

    /** Whether requests carry checksums; until the server has refused one. */
    public boolean sent() {
        return sent;
    }

    /** Returns the response to the request. Fails with the client's own exception. */
    public <T> Uni<T> call(Request<T> request) {
        if (!sent) {
            return without(request);
        }
        return attempt(request, new Terms(true))
                .onFailure(Checksums::mayBeRefusal)
                .recoverWithUni(() -> without(request).invoke(this::remember));
    }

    /**
     * Writes an object. Its length, checksum and signature are in headers, and its body goes out as it is: what proxies do to
     * chunks, trailers and headers about them does no harm.
     */
    Uni<PutObjectResponse> put(S3AsyncClient client, PutObjectRequest.Builder request, List<ByteBuffer> body) {
        WholeBody whole = new WholeBody(body);
        return this.<PutObjectResponse>call(terms -> client.putObject(
                request.contentLength(whole.length())
                        .checksumCRC32(terms.sent() ? whole.crc32() : null)
                        .overrideConfiguration(terms)
                        .build(),
                whole));
    }

    private static <T> Uni<T> without(Request<T> request) {
        return attempt(request, new Terms(false));
    }

    /** The thread that makes a request may wait for credentials, and reads the body of a write. */
    private static <T> Uni<T> attempt(Request<T> request, Terms terms) {
        return Uni.createFrom()
                .completionStage(() -> request.apply(terms))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(CompletionException.class)
                .transform(failure -> failure.getCause() == null ? failure : failure.getCause());
    }

    private void remember() {
        if (sent) {
            sent = false;
            OperatorMessage.NO_CHECKSUMS.log(LOG);
        }
    }

    private static boolean mayBeRefusal(Throwable failure) {
        if (!(failure instanceof S3Exception refused)) {
            return false;
        }
        String code = refused.awsErrorDetails() == null
                ? ""
                : String.valueOf(refused.awsErrorDetails().errorCode());
        return refused.statusCode() == NOT_IMPLEMENTED
                || refused.statusCode() == LENGTH_REQUIRED
                || REFUSALS.contains(code);
    }
}
