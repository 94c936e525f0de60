package dev.tapedeck.summary.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstCallSerializerTest {

    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(3, task -> {
        Thread thread = Thread.ofPlatform().daemon().unstarted(task);
        started.add(thread);
        return thread;
    });
    private final FirstCallSerializer threads = new FirstCallSerializer(pool);
    private final List<String> begun = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void theFirstRunsAlone() {
        CountDownLatch first = new CountDownLatch(1);
        threads.execute(() -> {
            begun.add("first");
            waitFor(first);
        });
        await().until(() -> begun.contains("first"));
        threads.execute(() -> begun.add("second"));
        threads.execute(() -> begun.add("third"));
        await().until(() ->
                started.stream().filter(FirstCallSerializerTest::waits).count() == 3);
        assertThat(begun).containsExactly("first");

        first.countDown();
        await().until(() -> begun.size() == 3);
    }

    @Test
    void laterOnesRunSideBySide() {
        threads.execute(() -> begun.add("first"));
        await().until(() -> begun.contains("first"));
        CountDownLatch both = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            threads.execute(() -> {
                both.countDown();
                waitFor(both);
                begun.add("met");
            });
        }
        await().until(() -> begun.size() == 3);
    }

    @Test
    void aFirstOneThatFailsKeepsNobodyWaiting() {
        threads.execute(() -> {
            throw new IllegalStateException("meant by the test");
        });
        threads.execute(() -> begun.add("second"));
        await().dontCatchUncaughtExceptions().until(() -> begun.contains("second"));
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
