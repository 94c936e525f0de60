package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.BodyGenerator;
import dev.tapedeck.scan.BodyMutator;
import java.util.Random;

/** Generated bodies, each also damaged, scanned and read by the reference. */
public final class ComparedBodies {

    private static final long SEED = 20_261_124;

    private ComparedBodies() {}

    /** How many of so many bodies, whole and damaged, the two read differently. */
    public static int differing(int bodies) {
        Comparison comparison = new Comparison();
        int differing = 0;
        for (int i = 0; i < bodies; i++) {
            Random random = new Random(SEED + i);
            byte[] body = new BodyGenerator(random).body();
            differing += differs(comparison, body) + differs(comparison, new BodyMutator(random).mutate(body));
        }
        return differing;
    }

    private static int differs(Comparison comparison, byte[] body) {
        try {
            comparison.check(body);
            return 0;
        } catch (AssertionError difference) {
            return 1;
        }
    }
}
