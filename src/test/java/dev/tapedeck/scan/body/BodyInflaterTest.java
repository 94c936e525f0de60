package dev.tapedeck.scan.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tapedeck.lane.Bodies;
import dev.tapedeck.scan.body.Inflation.Damaged;
import dev.tapedeck.scan.body.Inflation.Plain;
import dev.tapedeck.scan.body.Inflation.TooLarge;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyInflaterTest {

    private static final int LIMIT = 1 << 20;
    private static final byte[] BODY = "{\"hello\":\"world, world, world, world\"}".getBytes(UTF_8);

    private final BodyInflater inflater = new BodyInflater(LIMIT);

    @Test
    void plain_isTheMessagesOwnArray() {
        assertThat(inflater.inflate(BODY, null)).isEqualTo(new Plain(BODY, BODY.length));
    }

    @Test
    void lz4_inflates() {
        assertThat(text(Bodies.lz4(BODY), "lz4")).isEqualTo(BODY);
        assertThat(text(Bodies.lz4(BODY), "LZ4")).isEqualTo(BODY);
        assertThat(text(Bodies.lz4(new byte[0]), "lz4")).isEmpty();
    }

    @Test
    void lz4_lengthMustBeThePrefix() {
        for (int off : new int[] {-1, 1}) {
            byte[] value = Bodies.lz4(BODY);
            value[0] += (byte) off;
            assertThat(inflater.inflate(value, "lz4")).isInstanceOf(Damaged.class);
        }
        assertThat(inflater.inflate(new byte[] {1, 0, 0}, "lz4")).isInstanceOf(Damaged.class);
    }

    @Test
    void lz4_tooLargeByItsPrefixAlone() {
        byte[] value = {-1, -1, -1, -1, 0};
        assertThat(inflater.inflate(value, "lz4")).isEqualTo(new TooLarge(0xFFFF_FFFFL));
    }

    @Test
    void lz4_prefixThatTheBlockCannotReachTakesNoMemory() {
        byte[] value = {0, 0, 8, 0, 0};
        assertThat(inflater.inflate(value, "lz4")).isEqualTo(new Damaged("lz4 length differs"));
    }

    @Test
    void gzip_inflates() {
        assertThat(text(Bodies.gzip(BODY), null)).isEqualTo(BODY);
        assertThat(text(Bodies.gzip(new byte[0]), null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16, 6, 12, 28, 31})
    void gzip_inflatesWithAnyFlags(int flags) {
        assertThat(text(withFlags(flags), null)).isEqualTo(BODY);
    }

    @Test
    void gzip_refusesReservedFlags() {
        byte[] value = Bodies.gzip(BODY);
        value[3] = 32;
        assertThat(inflater.inflate(value, null)).isInstanceOf(Damaged.class);
    }

    @Test
    void gzip_inflatesAllMembersAndIgnoresWhatFollows() {
        byte[] members = Bodies.concat(Bodies.gzip(BODY), Bodies.gzip(BODY), new byte[] {0, 0, 31});
        assertThat(text(members, null)).isEqualTo(Bodies.concat(BODY, BODY));
    }

    @Test
    void gzip_refusesEveryCut() {
        byte[] value = Bodies.gzip(BODY);
        for (int length = 3; length < value.length; length++) {
            assertThat(inflater.inflate(Arrays.copyOf(value, length), null))
                    .as("%d of %d bytes", length, value.length)
                    .isInstanceOf(Damaged.class);
        }
    }

    @Test
    void gzip_checksItsTrailer() {
        for (int fromEnd = 1; fromEnd <= 8; fromEnd++) {
            byte[] value = Bodies.gzip(BODY);
            value[value.length - fromEnd] ^= 1;
            assertThat(inflater.inflate(value, null)).isInstanceOf(Damaged.class);
        }
    }

    @Test
    void limit_isTheLastSizeThatPasses() {
        byte[] fits = new byte[LIMIT];
        byte[] over = new byte[LIMIT + 1];
        for (byte[] value : new byte[][] {fits, Bodies.gzip(fits)}) {
            assertThat(inflater.inflate(value, null))
                    .isInstanceOfSatisfying(
                            Plain.class, plain -> assertThat(plain.length()).isEqualTo(LIMIT));
        }
        assertThat(text(Bodies.lz4(fits), "lz4")).hasSize(LIMIT);
        assertThat(inflater.inflate(over, null)).isEqualTo(new TooLarge(LIMIT + 1));
        assertThat(inflater.inflate(Bodies.gzip(over), null)).isEqualTo(new TooLarge(LIMIT + 1));
        assertThat(inflater.inflate(Bodies.lz4(over), "lz4")).isEqualTo(new TooLarge(LIMIT + 1));
    }

    @Test
    void bomb_isNotInflatedWhole() {
        byte[] bomb = Bodies.gzip(new byte[300 << 20]);
        BodyInflater small = new BodyInflater(1024);
        assertThat(small.inflate(bomb, null)).isEqualTo(new TooLarge(300 << 20));
        assertThat(((Plain) small.inflate(Bodies.gzip(BODY), null)).bytes().length)
                .isLessThanOrEqualTo(1025);
    }

    @Test
    void output_isReusedAndComesBackDownAfterAGiant() {
        BodyInflater wide = new BodyInflater(64 << 20);
        byte[] first = ((Plain) wide.inflate(Bodies.gzip(BODY), null)).bytes();
        assertThat(((Plain) wide.inflate(Bodies.gzip(BODY), null)).bytes()).isSameAs(first);
        assertThat(((Plain) wide.inflate(Bodies.gzip(new byte[20 << 20]), null)).bytes().length)
                .isGreaterThanOrEqualTo(20 << 20);
        assertThat(((Plain) wide.inflate(Bodies.gzip(BODY), null)).bytes().length)
                .isLessThan(1 << 20);
    }

    @Test
    void limit_hasARange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BodyInflater(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new BodyInflater(BodyInflater.MOST_BYTES + 1));
    }

    private byte[] text(byte[] value, @Nullable String encoding) {
        Plain plain = (Plain) inflater.inflate(value, encoding);
        return Arrays.copyOf(plain.bytes(), plain.length());
    }

    private static byte[] withFlags(int flags) {
        byte[] value = Bodies.gzip(BODY);
        byte[] header = Arrays.copyOf(value, 10);
        header[3] = (byte) flags;
        byte[] extra = (flags & 4) == 0 ? new byte[0] : new byte[] {3, 0, 'a', 0, 'b'};
        byte[] name = (flags & 8) == 0 ? new byte[0] : "name\0".getBytes(UTF_8);
        byte[] comment = (flags & 16) == 0 ? new byte[0] : "\0".getBytes(UTF_8);
        byte[] headerCrc = (flags & 2) == 0 ? new byte[0] : new byte[] {1, 2};
        return Bodies.concat(header, extra, name, comment, headerCrc, Arrays.copyOfRange(value, 10, value.length));
    }
}
