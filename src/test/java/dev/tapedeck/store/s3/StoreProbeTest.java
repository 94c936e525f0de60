package dev.tapedeck.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

class StoreProbeTest {

    private final Set<String> objects = new HashSet<>();

    @Test
    void takesItsObjectAwayThoughItCannotBeRead() {
        StoreProbe probe = new StoreProbe(unreadable(), new Checksums(), "bucket", "probe");

        assertThatThrownBy(() -> probe.run().await().atMost(Duration.ofSeconds(10)))
                .isInstanceOf(StoreProbe.StepFailed.class)
                .hasMessageContaining("read");

        assertThat(objects).isEmpty();
    }

    private S3AsyncClient unreadable() {
        return (S3AsyncClient) Proxy.newProxyInstance(
                S3AsyncClient.class.getClassLoader(),
                new Class<?>[] {S3AsyncClient.class},
                (proxy, method, arguments) -> switch (arguments[0]) {
                    case PutObjectRequest put -> {
                        objects.add(put.key());
                        yield CompletableFuture.completedFuture(
                                PutObjectResponse.builder().build());
                    }
                    case DeleteObjectRequest delete -> {
                        objects.remove(delete.key());
                        yield CompletableFuture.completedFuture(
                                DeleteObjectResponse.builder().build());
                    }
                    default -> CompletableFuture.failedFuture(new IOException("injected"));
                });
    }
}
