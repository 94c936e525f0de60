package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.LocalStack;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * A record that the Kafka client cannot decode makes every poll fail, which the connector's own health does not show. The
 * service says that it is not alive then; while Kafka is away it says nothing of the kind.
 */
class UnreadableRecordIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void livenessEndsUnlessKafkaIsAway() throws IOException {
        LocalStack stack = LocalStack.shared();
        StackAddresses addresses = stack.addresses();
        String topic = "damaged-" + Long.toHexString(System.nanoTime());
        try (Broker broker = new Broker(addresses)) {
            broker.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[1000]));
        }
        damage(stack.folder("kafka").resolve("log").resolve(topic + "-0/00000000000000000000.log"));
        ServiceProcess service = start(addresses, topic);
        try {
            await().atMost(LIMIT).until(service::live);
            await().atMost(LIMIT).until(() -> !service.live());
            assertThat(service.output()).contains("TD-0006", topic + "-0 at offset 0");
            assertThat(service.meters().sum("tapedeck_partitions_stuck")).isEqualTo(1);
            stack.stop("kafka");
            try {
                await().atMost(LIMIT).until(service::live);
            } finally {
                stack.start("kafka");
            }
            await().atMost(LIMIT).until(() -> !service.live());
        } finally {
            service.kill();
        }
    }

    private static ServiceProcess start(StackAddresses addresses, String topic) {
        Map<String, String> settings = new HashMap<>(addresses.serviceSettings());
        settings.put("mp.messaging.incoming.recordings.topic", topic);
        settings.put("mp.messaging.incoming.recordings.group.id", topic);
        settings.put("tapedeck.intake.stuck-after", "3s");
        return ServiceProcess.start(List.of(), settings, Path.of("target/chaos", topic + ".log"));
    }

    /** Changes the last byte of the only batch, which its checksum covers. */
    private static void damage(Path segment) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            long end = file.length();
            byte[] bytes = new byte[(int) end];
            file.readFully(bytes);
            int last = bytes.length - 1;
            while (bytes[last] == 0 && last > 100) {
                last--;
            }
            file.seek(last);
            file.write(bytes[last] ^ 1);
        }
    }
}
