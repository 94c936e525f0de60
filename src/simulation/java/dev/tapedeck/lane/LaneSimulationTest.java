package dev.tapedeck.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every accepted event is readable exactly once, in order, whatever happens to members and answers. Replay a failing
 * schedule with {@code -Dsimulation.seed=N}.
 */
class LaneSimulationTest {

    private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 10_000);

    /** Each takes ten times as long as one without changes of the log. */
    private static final int LOG_SCHEDULES = Integer.getInteger("simulation.log.schedules", 400);

    /** Every fault is logged; of millions nobody reads a line. Kept, because loggers are held weakly. */
    private static final List<Logger> LOGS =
            Stream.of("lane", "runtime", "store").map(room -> Logger.getLogger("dev.tapedeck." + room)).toList();

    @BeforeAll
    static void beQuiet() {
        LOGS.forEach(log -> log.setLevel(Long.getLong("simulation.seed") == null ? Level.OFF : Level.ALL));
    }

    @AfterAll
    static void speakAgain() {
        LOGS.forEach(log -> log.setLevel(null));
    }

    @Test
    void readersSeeEveryEventExactlyOnceInOrder() {
        simulate(false, false);
    }

    /** Besides, every copy is there exactly once, and no message is both copied and recorded. */
    @Test
    void withTransactionsReadersSeeEveryCopyExactlyOnceToo() {
        simulate(true, false);
    }

    /** Logs are cut and trimmed, have markers in them, and topics are deleted and made anew. */
    @Test
    void whateverHappensToTheLogEveryMessageIsRecordedOnceOrTold() {
        simulate(false, true);
    }

    @Test
    void whateverHappensToTheLogEveryMessageIsRecordedOnceOrToldWithTransactionsToo() {
        simulate(true, true);
    }

    private static void simulate(boolean transactions, boolean logChanges) {
        Long single = Long.getLong("simulation.seed");
        if (single != null) {
            assertThat(new LaneSimulation(single, transactions, logChanges, Flaw.NONE).run())
                    .isNull();
            return;
        }
        int threads = Runtime.getRuntime().availableProcessors();
        // Threads of its own: those of the common pool know another class loader than the test's.
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            CompletableFuture.allOf(IntStream.range(0, threads)
                            .mapToObj(first -> CompletableFuture.runAsync(
                                    () -> simulate(first, threads, transactions, logChanges), pool))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
    }

    private static void simulate(int first, int step, boolean transactions, boolean logChanges) {
        int schedules = logChanges ? Math.min(LOG_SCHEDULES, SCHEDULES) : SCHEDULES;
        for (long seed = first; seed < schedules; seed += step) {
            assertThat(new LaneSimulation(seed, transactions, logChanges, Flaw.NONE).run())
                    .as("schedule with -Dsimulation.seed=%d", seed)
                    .isNull();
        }
    }

    @Test
    void withoutIntentsTheSimulationFindsAViolation() {
        expectViolation(false, Flaw.NO_INTENTS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void withAFlawInTransactionsTheSimulationFindsAViolation(Flaw flaw) {
        expectViolation(true, flaw);
    }

    private static void expectViolation(boolean transactions, Flaw flaw) {
        for (long seed = 0; seed < 1000; seed++) {
            if (new LaneSimulation(seed, transactions, flaw.isOfLogs(), flaw).run() != null) {
                return;
            }
        }
        throw new AssertionError("1000 schedules with " + flaw + " went well: the simulation proves nothing");
    }
}
