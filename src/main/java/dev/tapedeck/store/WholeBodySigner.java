package dev.tapedeck.store;

import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.SdkPlugin;
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
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;

/**
 * Signs one body as a whole, so that it goes out as it is. The client itself would send it in signed chunks, whose headers and
 * trailers some proxies drop, or copy all of it. Reads the body on the thread that sends the request.
 */
final class WholeBodySigner implements AwsV4HttpSigner {

    private static final List<SignerProperty<?>> PROPERTIES = List.of(
            REGION_NAME,
            SERVICE_SIGNING_NAME,
            DOUBLE_URL_ENCODE,
            NORMALIZE_PATH,
            PAYLOAD_SIGNING_ENABLED,
            HttpSigner.SIGNING_CLOCK);

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final ByteBuffer[] body;

    private WholeBodySigner(List<ByteBuffer> body) {
        this.body = body.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
    }

    /** For the request that has this body. */
    static SdkPlugin of(List<ByteBuffer> body) {
        return configuration -> ((S3ServiceClientConfiguration.Builder) configuration)
                .putAuthScheme(new Scheme(new WholeBodySigner(body)));
    }

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
        return signer.sign(request);
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
        SignRequest.Builder<? extends AwsCredentialsIdentity> whole = SignRequest.builder(request.identity())
                .request(request.request())
                .payload(() -> new ByteBufInputStream(Unpooled.wrappedBuffer(body)))
                .putProperty(CHUNK_ENCODING_ENABLED, false);
        PROPERTIES.forEach(property -> copy(property, request, whole));
        AsyncSignedRequest.Builder signed =
                AsyncSignedRequest.builder().request(signer.sign(whole.build()).request());
        request.payload().ifPresent(signed::payload);
        return CompletableFuture.completedFuture(signed.build());
    }

    private static <T> void copy(SignerProperty<T> property, AsyncSignRequest<?> from, SignRequest.Builder<?> to) {
        T value = from.property(property);
        if (value != null) {
            to.putProperty(property, value);
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
