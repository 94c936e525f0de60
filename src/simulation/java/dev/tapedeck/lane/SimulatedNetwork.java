package dev.tapedeck.lane;

import dev.tapedeck.store.s3.SimulatedStore.Network;
import io.smallrye.mutiny.Uni;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The network between one process and a server: requests are late, fail before they arrive, or arrive while their answer is
 * lost. A request under way arrives even if its sender has died; its answer then reaches nobody.
 */
public final class SimulatedNetwork implements Network {

    /** A request failed, or its answer was lost: the sender cannot tell which. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoAnswer() {
            super("no answer", null, false, false);
        }
    }

    private final SimulatedTime time;
    private final Random random;
    private final BooleanSupplier alive;
    private final BooleanSupplier faulty;
    private final int slowest;

    public SimulatedNetwork(
            SimulatedTime time, Random random, BooleanSupplier alive, BooleanSupplier faulty, int slowest) {
        this.time = time;
        this.random = random;
        this.alive = alive;
        this.faulty = faulty;
        this.slowest = slowest;
    }

    @Override
    public <T> Uni<T> request(Supplier<T> effect) {
        return Uni.createFrom().emitter(answer -> {
            int fate = faulty.getAsBoolean() ? random.nextInt(10) : 9;
            if (fate == 0) {
                back(() -> answer.fail(new NoAnswer()));
                return;
            }
            time.after(1 + random.nextInt(slowest), () -> {
                T result;
                try {
                    result = effect.get();
                } catch (RuntimeException refused) {
                    back(() -> answer.fail(refused));
                    return;
                }
                back(() -> {
                    if (fate <= 2) {
                        answer.fail(new NoAnswer());
                    } else {
                        answer.complete(result);
                    }
                });
            });
        });
    }

    private void back(Runnable arrival) {
        time.after(1 + random.nextInt(slowest), () -> {
            if (alive.getAsBoolean()) {
                arrival.run();
            }
        });
    }
}
