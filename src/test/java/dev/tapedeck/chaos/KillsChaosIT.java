package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two instances under traffic, of which one or the other is killed or frozen again and again: at every step of a batch's
 * life, and at random. In the end readers see every event once.
 */
@Tag("chaos")
class KillsChaosIT {

    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 2);
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Random random = new Random(SEED);
    private final Map<String, Integer> blows = new TreeMap<>();

    private interface Blow {
        void strike(Deployment deployment);
    }

    @Test
    void readersSeeEveryEventOnceWhateverIsKilled() {
        try (Report report = new Report("kills");
                Deployment deployment = new Deployment("kills", 2)) {
            report.add("seed", SEED);
            deployment.start();
            Audit audit = deployment.calm();
            deployment.traffic().beginWithBadBodies(Duration.ofMillis(50));
            for (int round = 0; round < ROUNDS; round++) {
                List<Blow> all = blows();
                Collections.shuffle(all, random);
                all.forEach(blow -> blow.strike(deployment));
            }
            Traffic.Sent sent = deployment.traffic().finish();
            deployment.settle();
            Audit.Result result = deployment.compare(audit, sent);
            report.add(
                    "kills and freezes",
                    blows.values().stream().mapToInt(Integer::intValue).sum());
            report.add("by step", blows);
            report.add(sent);
            report.add(result);
            report.add("offsets abandoned", deployment.abandoned());
            assertThat(result.faults()).isEmpty();
        }
    }

    private List<Blow> blows() {
        List<Blow> all = new ArrayList<>();
        for (Step step : Step.values()) {
            all.add(deployment -> kill(deployment, step));
        }
        for (int i = 0; i < 5; i++) {
            all.add(this::killAtRandom);
        }
        all.add(this::killBoth);
        all.add(this::freeze);
        all.add(this::freezeBeforeItsObjectArrives);
        return all;
    }

    /** Kills whichever instance comes to this step next. */
    private void kill(Deployment deployment, Step step) {
        CountDownLatch killed = new CountDownLatch(1);
        for (Instance instance : deployment.instances()) {
            suffer(instance, (moment, request) -> {
                if (killed.getCount() > 0 && step.is(moment, request)) {
                    instance.run().kill();
                    killed.countDown();
                }
                return instance.run().alive() ? Fault.PASS : Fault.RESET;
            });
        }
        try {
            await("a batch that comes to " + step).atMost(LIMIT).until(() -> killed.getCount() == 0);
        } catch (ConditionTimeoutException e) {
            deployment.instances().forEach(instance -> instance.run().printThreads());
            throw new AssertionError(
                    deployment.instances().stream().map(Instance::underWay).toList() + ", seed " + SEED, e);
        } finally {
            deployment.instances().forEach(instance -> suffer(instance, Fault.NONE));
        }
        count(step.name());
        restart(deployment);
    }

    private void killAtRandom(Deployment deployment) {
        Instance victim = working(deployment);
        Passing.of(Duration.ofMillis(random.nextInt(1500)));
        victim.run().kill();
        count("RANDOM");
        restart(deployment);
    }

    private void killBoth(Deployment deployment) {
        working(deployment);
        Passing.of(Duration.ofMillis(random.nextInt(1500)));
        deployment.instances().forEach(instance -> instance.run().kill());
        count("BOTH");
        restart(deployment);
    }

    /** Freezes an instance until the other one has all its partitions, and lets it go on. */
    private void freeze(Deployment deployment) {
        Instance victim = working(deployment);
        Passing.of(Duration.ofMillis(random.nextInt(1000)));
        victim.run().freeze();
        awaitTakeover(deployment, victim);
        victim.run().thaw();
        count("FROZEN");
    }

    /** The same at a bad moment: its object arrives only when the other one has long finished the batch. */
    private void freezeBeforeItsObjectArrives(Deployment deployment) {
        CountDownLatch frozen = new CountDownLatch(1);
        CountDownLatch onwards = new CountDownLatch(1);
        List<Instance> victims = Collections.synchronizedList(new ArrayList<>());
        for (Instance instance : deployment.instances()) {
            instance.store().suffer((moment, request) -> {
                if (Step.OBJECT_REQUESTED.is(moment, request) && claim(victims, instance)) {
                    instance.run().freeze();
                    frozen.countDown();
                    waitFor(onwards);
                }
                return Fault.PASS;
            });
        }
        await("an object").atMost(LIMIT).until(() -> frozen.getCount() == 0);
        awaitTakeover(deployment, victims.getFirst());
        onwards.countDown();
        Passing.of(Duration.ofMillis(500));
        victims.getFirst().run().thaw();
        deployment.instances().forEach(instance -> suffer(instance, Fault.NONE));
        count("FROZEN_BEFORE_OBJECT");
    }

    private static boolean claim(List<Instance> victims, Instance instance) {
        synchronized (victims) {
            return victims.isEmpty() && victims.add(instance);
        }
    }

    private static void awaitTakeover(Deployment deployment, Instance victim) {
        Instance other = deployment.instances().stream()
                .filter(instance -> instance != victim)
                .findFirst()
                .orElseThrow();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> other.lanes() == 3);
            Passing.of(Duration.ofSeconds(2));
        } catch (ConditionTimeoutException e) {
            // It had died and is still starting: the frozen one wakes up to what is its own.
        }
    }

    private Instance working(Deployment deployment) {
        List<Instance> candidates = new ArrayList<>(deployment.instances());
        Collections.shuffle(candidates, random);
        await("a lane").atMost(LIMIT).until(() -> candidates.stream().anyMatch(one -> one.lanes() > 0));
        return candidates.stream().filter(one -> one.lanes() > 0).findFirst().orElse(candidates.getFirst());
    }

    private static void restart(Deployment deployment) {
        deployment.instances().stream()
                .filter(instance -> !instance.run().alive())
                .forEach(Instance::start);
    }

    private static void suffer(Instance instance, Fault fault) {
        instance.store().suffer(fault);
        instance.rows().suffer(fault);
    }

    private void count(String blow) {
        blows.merge(blow, 1, Integer::sum);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
