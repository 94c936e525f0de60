package dev.tapedeck.screen.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.session.SessionRateLimiter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lanes own no working memory: it is as much for 128 of them as for one. */
class BodyReadersTest {

    private static final int MOST = 64 << 20;

    private final BodyReaders readers = new BodyReaders(MOST, true, Desks.largeBodies(MOST), 2);

    @Test
    void manyLanesInTurnUseTheMemoryOfOne() {
        read(new ScreeningContext(readers, limits()), 3 << 20);
        long one = readers.idleBytes();
        List<ScreeningContext> desks = new ArrayList<>();
        for (int lane = 0; lane < 128; lane++) {
            ScreeningContext desk = new ScreeningContext(readers, limits());
            read(desk, 3 << 20);
            desks.add(desk);
        }

        assertThat(one).isBetween(3L << 20, 8L << 20);
        assertThat(readers.idleBytes()).isEqualTo(one);
        assertThat(desks).hasSize(128);
    }

    @Test
    void atTheSameTimeEachHasItsOwnAndNoMoreAreKeptThanAllowed() {
        List<BodyReaders.Reader> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            taken.add(readers.take());
        }
        assertThat(taken).doesNotHaveDuplicates();
        taken.forEach(readers::giveBack);

        assertThat(List.of(readers.take(), readers.take())).containsExactlyElementsOf(taken.subList(0, 2));
        assertThat(taken).doesNotContain(readers.take());
    }

    @Test
    void whatAGiantHasGrownIsNotKept() {
        read(new ScreeningContext(readers, limits()), 30 << 20);

        assertThat(readers.idleBytes()).isZero();
    }

    @Test
    void lettingGoKeepsNoneButThoseInUse() {
        BodyReaders.Reader inUse = readers.take();
        BodyReaders.Reader idle = readers.take();
        readers.giveBack(idle);
        readers.letGo();
        readers.giveBack(inUse);

        assertThat(readers.take()).isSameAs(inUse);
        assertThat(readers.take()).isNotSameAs(idle);
    }

    @Test
    void clearingTwiceGivesBackOnce() {
        ScreeningContext desk = new ScreeningContext(readers, limits());
        BodyReaders.Reader reader = desk.reader();
        desk.clear();
        desk.clear();

        assertThat(readers.take()).isSameAs(reader);
        assertThat(readers.take()).isNotSameAs(reader);
    }

    private static void read(ScreeningContext desk, int bytes) {
        String start = "{\"distinct_id\":\"d\",\"data\":\"{\\\"event\\\":\\\"$snapshot_items\\\",\\\"x\\\":\\\"";
        byte[] body = (start + "x".repeat(bytes) + "\\\"}\"}").getBytes(StandardCharsets.UTF_8);
        desk.reader().scan(body, body.length, desk.claim());
        desk.clear();
    }

    private static SessionRateLimiter.Limits limits() {
        return new SessionRateLimiter.Limits(1L << 40, 1, 0.5, 10);
    }
}
