package dev.tapedeck.screen;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * How long an answer of a server is waited for. Until the first one has come it is {@link #COLD}: a process that has just started
 * connects, loads classes and compiles meanwhile, which says nothing about the server. Thread-safe.
 */
public final class AnswerLimit {

    /** What the first answer to a cold process may take. */
    static final Duration COLD = Duration.ofSeconds(10);

    private final Duration warm;
    private volatile boolean answered;

    /** @param warm for every answer after the first one */
    public AnswerLimit(Duration warm) {
        this.warm = warm;
    }

    /** The same work; fails with a {@link io.smallrye.mutiny.TimeoutException} when its item does not come in time. */
    public <T> Uni<T> bound(Uni<T> work) {
        return Uni.createFrom()
                .deferred(() -> work.ifNoItem().after(limit()).fail().invoke(() -> answered = true));
    }

    private Duration limit() {
        return answered || warm.compareTo(COLD) > 0 ? warm : COLD;
    }
}
