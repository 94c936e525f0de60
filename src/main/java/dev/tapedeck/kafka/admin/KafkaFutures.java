package dev.tapedeck.kafka.admin;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the answers of Kafka's clients, on the main thread of a command. */
public final class KafkaFutures {

    /** Beyond the clients' own limits. */
    private static final int LIMIT_SECONDS = 60;

    private KafkaFutures() {}

    /** @param what is asked for, for people */
    public static <T> T on(String what, Future<T> answer) {
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException(what, e);
        }
    }
}
