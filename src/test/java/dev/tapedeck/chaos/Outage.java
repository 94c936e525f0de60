package dev.tapedeck.chaos;

import dev.tapedeck.testing.Fault;
import dev.tapedeck.testing.Fault.Moment;
import dev.tapedeck.testing.LocalStack;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Something between the service and its servers that goes wrong for a while. */
enum Outage {
    STORE_STOPPED("s3"),
    DATABASE_STOPPED("clickhouse"),
    KAFKA_STOPPED("kafka"),
    ALL_STOPPED("kafka", "s3", "clickhouse"),
    DATABASE_KILLED {
        @Override
        void begin(LocalStack stack, Instance instance) {
            stack.kill("clickhouse");
        }

        @Override
        void end(LocalStack stack, Instance instance) {
            stack.start("clickhouse");
        }
    },
    /** Every write takes three seconds more. */
    STORE_SLOW {
        @Override
        void begin(LocalStack stack, Instance instance) {
            CountDownLatch never = new CountDownLatch(1);
            instance.store().suffer((moment, request) -> {
                if (moment == Moment.REQUESTED) {
                    waitFor(never);
                }
                return Fault.PASS;
            });
        }
    },
    /** Writes are accepted, and then the connection is reset: before they are carried out, or after. */
    STORE_RESETS {
        @Override
        void begin(LocalStack stack, Instance instance) {
            AtomicInteger requests = new AtomicInteger();
            instance.store()
                    .suffer((moment, request) -> moment == Moment.REQUESTED && requests.getAndIncrement() % 2 == 0
                                    || moment == Moment.ANSWERED
                            ? Fault.RESET
                            : Fault.PASS);
        }
    },
    STORE_FULL {
        @Override
        void begin(LocalStack stack, Instance instance) {
            instance.store().suffer((moment, request) -> new Fault.Reaction.Refuse(507));
        }
    },
    STORE_FORBIDDEN {
        @Override
        void begin(LocalStack stack, Instance instance) {
            instance.store().suffer((moment, request) -> new Fault.Reaction.Refuse(403));
        }
    };

    private static final int SLOW_SECONDS = 3;

    private final List<String> parts;

    Outage(String... parts) {
        this.parts = List.of(parts);
    }

    void begin(LocalStack stack, Instance instance) {
        parts.forEach(stack::stop);
    }

    void end(LocalStack stack, Instance instance) {
        instance.store().suffer(Fault.NONE);
        parts.forEach(stack::start);
    }

    /** Whether the servers themselves are away, not only the way to them. */
    boolean stopsServers() {
        return !parts.isEmpty() || this == DATABASE_KILLED;
    }

    /** Whether Kafka can be asked meanwhile. */
    boolean sparesKafka() {
        return !parts.contains("kafka");
    }

    /** Whether nothing can become durable meanwhile. */
    boolean isTotal() {
        return this != STORE_SLOW;
    }

    private static void waitFor(CountDownLatch never) {
        try {
            never.await(SLOW_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
