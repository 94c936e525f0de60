package dev.tapedeck.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.store.ObjectStore.Put;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.ProcessProperties;
import dev.tapedeck.testing.TokenServer;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Credentials that a pod's service account is given, as {@code quarkus.s3.aws.credentials.type=default} finds them. */
@Tag("e2e")
class WebIdentityTest {

    @Test
    void objectsAreWrittenWithTheRoleOfTheServiceAccount() {
        StackAddresses stack = LocalStack.shared().addresses();
        try (TokenServer tokens = new TokenServer(stack.get("s3.access.key"), stack.get("s3.secret.key"));
                ProcessProperties identity = new ProcessProperties(tokens.webIdentity());
                DefaultCredentialsProvider provider =
                        DefaultCredentialsProvider.builder().build();
                S3AsyncClient client = S3AsyncClient.builder()
                        .endpointOverride(URI.create(stack.get("s3.endpoint")))
                        .region(Region.of(stack.get("s3.region")))
                        .forcePathStyle(true)
                        .credentialsProvider(provider)
                        .build()) {
            assertThat(identity.values()).isNotEmpty();
            S3ObjectStore store = new S3ObjectStore(
                    client,
                    new Checksums(),
                    stack.get("s3.bucket"),
                    Uni.createFrom().item(true));

            assertThat(store.putIfAbsent(
                                    "identity/" + UUID.randomUUID(), List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})))
                            .await()
                            .atMost(Duration.ofSeconds(30)))
                    .isEqualTo(Put.CREATED);

            assertThat(tokens.asked())
                    .singleElement()
                    .asString()
                    .contains("AssumeRoleWithWebIdentity", "WebIdentityToken=of-the-service-account");
        }
    }
}
