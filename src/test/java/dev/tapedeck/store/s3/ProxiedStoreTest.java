package dev.tapedeck.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.store.s3.ObjectStore.Put;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.MeddlingProxy;
import dev.tapedeck.testing.MeddlingProxy.Habit;
import dev.tapedeck.testing.SilentRelay;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Objects that reach a real S3 server past proxies that change requests, and past connections that fall silent. */
@Tag("e2e")
class ProxiedStoreTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    /** More than one read of a socket, and in several pieces as the blocks of an object. */
    private static final int PIECE = 100_000;

    private final StackAddresses stack = LocalStack.shared().addresses();
    private final Properties defaults = defaults();

    @ParameterizedTest
    @EnumSource(Habit.class)
    void objectsArriveUnchanged(Habit habit) throws Exception {
        try (MeddlingProxy proxy = new MeddlingProxy(stack.get("s3.endpoint"), habit);
                S3AsyncClient client = client(proxy.address())) {
            Checksums checksums = new Checksums();
            S3ObjectStore store = store(client, checksums);
            byte[] content = content(1);
            String key = "proxied/" + UUID.randomUUID();

            assertThat(store.putIfAbsent(key, pieces(content)).await().atMost(LIMIT))
                    .isEqualTo(Put.CREATED);
            assertThat(store.putIfAbsent(key, pieces(content)).await().atMost(LIMIT))
                    .isEqualTo(Put.EXISTED);

            assertThat(store.tail(key, content.length).await().atMost(LIMIT)).isEqualTo(content);
            assertThat(checksums.sent()).as("requests carry checksums").isTrue();
        }
    }

    @Test
    void eachOfManyWritesAtATimeIsSignedForItsOwnBody() throws Exception {
        try (S3AsyncClient client = client(stack.get("s3.endpoint"))) {
            Checksums checksums = new Checksums();
            S3ObjectStore store = store(client, checksums);
            String prefix = "many/" + UUID.randomUUID() + "/";
            List<byte[]> contents =
                    IntStream.range(0, 40).mapToObj(ProxiedStoreTest::content).toList();

            List<Put> puts = Multi.createFrom()
                    .range(0, contents.size())
                    .onItem()
                    .transformToUni(i -> store.putIfAbsent(prefix + i, pieces(contents.get(i))))
                    .merge(20)
                    .collect()
                    .asList()
                    .await()
                    .atMost(LIMIT);

            assertThat(puts).hasSameSizeAs(contents).containsOnly(Put.CREATED);
            for (int i = 0; i < contents.size(); i++) {
                byte[] content = contents.get(i);
                assertThat(store.tail(prefix + i, content.length).await().atMost(LIMIT))
                        .isEqualTo(content);
            }
            assertThat(checksums.sent()).as("requests carry checksums").isTrue();
        }
    }

    @Test
    void newConnectionsTakeThePlaceOfSilentOnes() throws Exception {
        URI server = URI.create(stack.get("s3.endpoint"));
        try (SilentRelay relay = new SilentRelay(server.getHost(), server.getPort());
                S3AsyncClient client = client("http://127.0.0.1:" + relay.port())) {
            S3ObjectStore store = store(client, new Checksums());
            String key = "silent/" + UUID.randomUUID();
            store.putIfAbsent(key, pieces(new byte[3 * PIECE])).await().atMost(LIMIT);
            assertThat(relay.silence()).as("connections").isPositive();

            Awaitility.await()
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> store.tail(key, 1).await().atMost(LIMIT) != null);
        }
    }

    private static byte[] content(int seed) {
        byte[] content = new byte[3 * PIECE];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static List<ByteBuffer> pieces(byte[] content) {
        return List.of(
                ByteBuffer.wrap(content, 0, PIECE),
                ByteBuffer.wrap(content, PIECE, PIECE),
                ByteBuffer.wrap(content, 2 * PIECE, PIECE).asReadOnlyBuffer());
    }

    private S3ObjectStore store(S3AsyncClient client, Checksums checksums) {
        return new S3ObjectStore(
                client, checksums, stack.get("s3.bucket"), Uni.createFrom().item(true));
    }

    /** As the extension makes it from the service's own defaults, but for the limit on an attempt, which is shorter. */
    private S3AsyncClient client(String endpoint) throws ReflectiveOperationException {
        String interceptor = Objects.requireNonNull(defaults.getProperty("quarkus.s3.interceptors"));
        ExecutionInterceptor own = (ExecutionInterceptor)
                Class.forName(interceptor).getConstructor().newInstance();
        boolean chunks = Boolean.parseBoolean(defaults.getProperty("quarkus.s3.chunked-encoding", "true"));
        return S3AsyncClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.of(stack.get("s3.region")))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(stack.get("s3.access.key"), stack.get("s3.secret.key"))))
                .serviceConfiguration(s3 -> s3.pathStyleAccessEnabled(true).chunkedEncodingEnabled(chunks))
                .putAuthScheme(WholeBody.signing())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .overrideConfiguration(how -> how.addExecutionInterceptor(own).apiCallAttemptTimeout(ATTEMPT))
                .build();
    }

    private static Properties defaults() {
        Properties defaults = new Properties();
        try (InputStream in = ProxiedStoreTest.class.getResourceAsStream("/application.properties")) {
            defaults.load(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return defaults;
    }
}
