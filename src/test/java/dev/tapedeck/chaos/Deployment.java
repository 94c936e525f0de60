package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Instances of the service on the local stack, traffic for them, and both ends to compare. */
final class Deployment implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(4);

    private final LocalStack stack = LocalStack.shared();
    private final StackAddresses addresses = stack.addresses();
    private final Path folder;
    private final List<Instance> instances = new ArrayList<>();
    private final Traffic traffic = new Traffic(addresses);
    private final GroupOffsets offsets = new GroupOffsets(addresses);
    private final Books books = new Books(addresses);

    /** @param name names the folder of its logs */
    Deployment(String name, int instances) {
        folder = Path.of("target/chaos", name);
        for (int i = 0; i < instances; i++) {
            this.instances.add(new Instance("instance-" + i, folder, addresses));
        }
    }

    LocalStack stack() {
        return stack;
    }

    List<Instance> instances() {
        return instances;
    }

    Instance instance(int number) {
        return instances.get(number);
    }

    Traffic traffic() {
        return traffic;
    }

    GroupOffsets offsets() {
        return offsets;
    }

    Books books() {
        return books;
    }

    /** Starts all instances and waits until each has a lane. */
    void start() {
        instances.forEach(Instance::start);
        await().atMost(START_LIMIT)
                .untilAsserted(() -> assertThat(instances).allMatch(instance -> instance.lanes() > 0));
    }

    /** Records every sample once while nothing goes wrong: what everything later is compared with. */
    Audit calm() {
        Traffic.Sent calm = traffic.playOnce();
        settle();
        return new Audit(books, calm);
    }

    /** Waits until everything that was sent is committed. */
    void settle() {
        await().atMost(SETTLE_LIMIT)
                .pollInterval(300, TimeUnit.MILLISECONDS)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(offsets.settled())
                        .as("everything is committed; committed are %s of %s", offsets.committed(), offsets.ends())
                        .isTrue());
    }

    /** Compares everything that was sent with what readers find. */
    Audit.Result compare(Audit audit, Traffic.Sent sent) {
        try (Broker broker = new Broker(addresses)) {
            return audit.compare(sent, broker);
        }
    }

    /** Offsets that lanes have left to be read again, over all runs of all instances. */
    long abandoned() {
        return instances.stream().mapToLong(Instance::abandoned).sum();
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
        traffic.close();
        offsets.close();
        books.close();
    }
}
