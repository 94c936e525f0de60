package dev.tapedeck.store.s3;

import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignerProperty;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * The body of a write, which is sent, summed and signed without a copy. It can be read any number of times, on any thread.
 *
 * @param pieces one behind the other; nobody changes them
 */
public record WholeBody(List<ByteBuffer> pieces) implements AsyncRequestBody {

    /** Makes a client sign bodies as a whole: the client uses this scheme in place of its own. */
    public static AwsV4AuthScheme signing() {
        return new Scheme(new Signer());
    }

    /** Its length in bytes. */
    long length() {
        return pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** All of it. */
    InputStream read() {
        return new ByteBufInputStream(Unpooled.wrappedBuffer(views()));
    }

    /** Its CRC-32 as S3 headers have it: in base64. */
    String crc32() {
        CRC32 sum = new CRC32();
        for (ByteBuffer piece : views()) {
            sum.update(piece);
        }
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public Optional<Long> contentLength() {
        return Optional.of(length());
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        AsyncRequestBody.fromRemainingByteBuffersUnsafe(views()).subscribe(subscriber);
    }

    private ByteBuffer[] views() {
        return pieces.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
    }

    /**
     * Signs each body as a whole, so that it goes out as it is. The client itself would send it in signed chunks, whose headers and
     * trailers some proxies drop, or copy all of it. Reads the body on the thread that sends the request.
     *
     * <p>One signer serves all requests, and finds each one's body in the request: what a plugin of a request sets as its scheme, the
     * client sets for all requests that are under way.
     */
    private static final class Signer implements AwsV4HttpSigner {

        private static final List<SignerProperty<?>> PROPERTIES = List.of(
                REGION_NAME,
                SERVICE_SIGNING_NAME,
                DOUBLE_URL_ENCODE,
                NORMALIZE_PATH,
                PAYLOAD_SIGNING_ENABLED,
                HttpSigner.SIGNING_CLOCK);

        private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

        @Override
        public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
            return signer.sign(request);
        }

        @Override
        public CompletableFuture<AsyncSignedRequest> signAsync(
                AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
            return request.payload().orElse(null) instanceof WholeBody body
                    ? CompletableFuture.completedFuture(sign(request, body))
                    : signer.signAsync(request);
        }

        private AsyncSignedRequest sign(AsyncSignRequest<? extends AwsCredentialsIdentity> request, WholeBody body) {
            SignRequest.Builder<? extends AwsCredentialsIdentity> whole = SignRequest.builder(request.identity())
                    .request(request.request())
                    .payload(body::read)
                    .putProperty(CHUNK_ENCODING_ENABLED, false);
            PROPERTIES.forEach(property -> copy(property, request, whole));
            return AsyncSignedRequest.builder()
                    .request(signer.sign(whole.build()).request())
                    .payload(body)
                    .build();
        }

        private static <T> void copy(SignerProperty<T> property, AsyncSignRequest<?> from, SignRequest.Builder<?> to) {
            T value = from.property(property);
            if (value != null) {
                to.putProperty(property, value);
            }
        }
    }

    /** In the place of the client's own scheme. */
    private record Scheme(AwsV4HttpSigner signer) implements AwsV4AuthScheme {

        @Override
        public String schemeId() {
            return SCHEME_ID;
        }

        @Override
        public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
            return providers.identityProvider(AwsCredentialsIdentity.class);
        }
    }
}
