package dev.tapedeck.bench;

import com.github.luben.zstd.Zstd;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * What no service can go below: it polls Kafka, compresses bodies with zstd 1 in pieces of 8 MB, and puts them into the bucket. It
 * takes the settings of the service, and answers on the management port once it polls.
 */
final class Floor {

    private static final int PIECE_BYTES = 8_000_000;
    private static final int LEVEL = 1;

    private final byte[] piece = new byte[PIECE_BYTES];
    private final byte[] compressed = new byte[Math.toIntExact(Zstd.compressBound(PIECE_BYTES))];
    private final String topic = System.getProperty("mp.messaging.incoming.recordings.topic");
    private final S3AsyncClient store = S3AsyncClient.builder()
            .endpointOverride(URI.create(System.getProperty("quarkus.s3.endpoint-override")))
            .region(Region.of(System.getProperty("quarkus.s3.aws.region")))
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    System.getProperty("quarkus.s3.aws.credentials.static-provider.access-key-id"),
                    System.getProperty("quarkus.s3.aws.credentials.static-provider.secret-access-key"))))
            .forcePathStyle(true)
            .build();
    private int filled;
    private int pieces;

    private Floor() {}

    /** Runs until the process is told to end. */
    public static void main(String[] arguments) throws IOException {
        new Floor().run();
    }

    private void run() throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", System.getProperty("kafka.bootstrap.servers"),
                        "group.id", System.getProperty("mp.messaging.incoming.recordings.group.id"),
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "fetch.max.bytes", "1048576"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            answer();
            while (true) {
                boolean idle = true;
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    take(record.value(), consumer);
                    idle = false;
                }
                if (idle && filled > 0) {
                    put(consumer);
                }
            }
        }
    }

    private static void answer() throws IOException {
        int port = Integer.getInteger("quarkus.management.port");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    private void take(byte[] body, KafkaConsumer<byte[], byte[]> consumer) {
        if (filled + body.length > PIECE_BYTES) {
            put(consumer);
        }
        System.arraycopy(body, 0, piece, filled, body.length);
        filled += body.length;
    }

    private void put(KafkaConsumer<byte[], byte[]> consumer) {
        long length = Zstd.compressByteArray(compressed, 0, compressed.length, piece, 0, filled, LEVEL);
        String key = "floor/" + topic + '/' + pieces++;
        ByteBuffer body = ByteBuffer.wrap(Arrays.copyOf(compressed, Math.toIntExact(length)));
        store.putObject(request -> request.bucket(System.getProperty("tapedeck.store.bucket")).key(key), AsyncRequestBody.fromByteBuffer(body))
                .join();
        filled = 0;
        consumer.commitSync();
    }
}
