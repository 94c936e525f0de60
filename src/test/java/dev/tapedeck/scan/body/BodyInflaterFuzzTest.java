package dev.tapedeck.scan.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.Bodies;
import dev.tapedeck.scan.body.Inflation.Plain;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Throws damaged bodies at one inflater, seeded: nothing gets out of it but outcomes, and it stays usable. */
class BodyInflaterFuzzTest {

    private static final int ROUNDS = Integer.getInteger("tapedeck.fuzz.rounds", 200_000);
    private static final int LIMIT = 256 << 10;

    private final Random random = new Random(20261123);
    private final BodyInflater inflater = new BodyInflater(LIMIT);

    @Test
    void flippedBytes_neverThrowAndNeverPassTheLimit() {
        byte[] body = body();
        byte[] gzip = Bodies.concat(Bodies.gzip(body), Bodies.gzip(body));
        byte[] lz4 = Bodies.lz4(body);
        for (int round = 0; round < ROUNDS; round++) {
            boolean asLz4 = random.nextBoolean();
            byte[] value = damaged(asLz4 ? lz4 : gzip);
            check(inflater.inflate(value, asLz4 ? "lz4" : null));
        }
        assertThat(inflater.inflate(gzip, null))
                .isInstanceOfSatisfying(
                        Plain.class, plain -> assertThat(plain.length()).isEqualTo(2 * body.length));
    }

    @Test
    void noise_neverThrows() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            if (value.length > 3 && random.nextBoolean()) {
                value[0] = 0x1f;
                value[1] = (byte) 0x8b;
                value[2] = 8;
                value[3] = (byte) random.nextInt(32);
            }
            check(inflater.inflate(value, encoding()));
        }
    }

    private static void check(Inflation outcome) {
        if (outcome instanceof Plain(byte[] bytes, int length)) {
            assertThat(length).isLessThanOrEqualTo(Math.min(LIMIT, bytes.length));
        }
    }

    private @Nullable String encoding() {
        return random.nextBoolean() ? "lz4" : null;
    }

    private byte[] damaged(byte[] whole) {
        byte[] value = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int flips = random.nextInt(4); flips > 0 && value.length > 0; flips--) {
            // Heads and tails hold the lengths and flags, so half of the flips go there.
            int at = random.nextBoolean() ? random.nextInt(Math.min(value.length, 16)) : random.nextInt(value.length);
            value[at] = (byte) random.nextInt(256);
        }
        return value;
    }

    private byte[] body() {
        byte[] body = new byte[3000];
        random.nextBytes(body);
        System.arraycopy(body, 0, body, 1000, 1000);
        return body;
    }
}
