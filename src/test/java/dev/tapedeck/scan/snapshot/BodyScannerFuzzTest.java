package dev.tapedeck.scan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.scan.BodyGenerator;
import dev.tapedeck.scan.BodyMutator;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Generated and damaged bodies against the reference. {@code -Dtapedeck.fuzz.bodies=1000000} runs more of them,
 * {@code -Dtapedeck.fuzz.seed} other ones.
 */
class BodyScannerFuzzTest {

    private static final int BODIES = Integer.getInteger("tapedeck.fuzz.bodies", 10_000);
    private static final long SEED = Long.getLong("tapedeck.fuzz.seed", 20_261_123L);

    private final Comparison comparison = new Comparison();

    @Test
    void generatedAndDamagedBodiesScanAsTheReferenceDoes() {
        int snapshots = 0;
        int damagedSnapshots = 0;
        for (int i = 0; i < BODIES; i++) {
            Random random = new Random(SEED + i);
            byte[] body = new BodyGenerator(random).body();
            snapshots += comparison.check(body) ? 1 : 0;
            byte[] damaged = new BodyMutator(random).mutate(body);
            // In a longer array, what lies behind the body must not matter.
            byte[] array = Arrays.copyOf(damaged, damaged.length + 64);
            Arrays.fill(array, damaged.length, array.length, (byte) "\"}] 1".charAt(random.nextInt(5)));
            damagedSnapshots += comparison.check(damaged, array, damaged.length) ? 1 : 0;
        }
        assertThat(snapshots).isBetween(BODIES / 2, BODIES - 1);
        assertThat(damagedSnapshots).isBetween(BODIES / 20, BODIES * 9 / 10);
    }
}
