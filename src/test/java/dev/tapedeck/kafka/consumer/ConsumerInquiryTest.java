package dev.tapedeck.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.kafka.partition.PolledRecords;
import dev.tapedeck.lane.SimulatedTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConsumerInquiryTest {

    private final SimulatedTime time = new SimulatedTime(new Random(1));
    private final ConsumerThread thread = new ConsumerThread(consumer(), new PolledRecords());

    @Test
    void asksAgainWhateverAQuestionOrAListenerThrows() {
        AtomicInteger asked = new AtomicInteger();
        List<Integer> heard = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        ConsumerInquiry<Integer> inquiry = new ConsumerInquiry<>(
                (delay, task) -> time.after(delay.toMillis(), task),
                Duration.ofSeconds(1),
                ignored -> {
                    int number = asked.incrementAndGet();
                    if (number == 2) {
                        throw new IllegalStateException("asking");
                    }
                    return Uni.createFrom().item(number);
                },
                answer -> {
                    heard.add(answer);
                    if (answer == 1) {
                        throw new IllegalStateException("listening");
                    }
                },
                failure -> failures.add(String.valueOf(failure.getMessage())));
        inquiry.follow(thread);
        time.run(Duration.ofSeconds(4));
        assertThat(heard).containsExactly(1, 3, 4);
        assertThat(failures).contains("asking");
    }

    private static KafkaConsumer<?, ?> consumer() {
        return (KafkaConsumer<?, ?>) Proxy.newProxyInstance(
                KafkaConsumer.class.getClassLoader(),
                new Class<?>[] {KafkaConsumer.class},
                (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
