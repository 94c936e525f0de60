package dev.tapedeck.screen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.screen.judge.TimestampPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class SnapshotHeadersPropertyTest {

    @Property
    void anyHeaders_areReadWithoutFailing(@ForAll("entries") List<Entry> entries) {
        SnapshotHeaders headers = SnapshotHeaders.of(new MessageHeaders(entries));
        for (String text : new String[] {headers.token(), headers.sessionId(), headers.distinctId(), headers.now()}) {
            assertThat(text == null || (!text.isEmpty() && text.indexOf('\0') < 0))
                    .isTrue();
        }
        TimestampPolicy.capturedAt(headers.now(), 1);
    }

    @Property
    void repeated_theLastOneCounts(@ForAll("entries") List<Entry> earlier) {
        List<Entry> entries = new ArrayList<>(earlier);
        entries.add(new Entry("token", "last".getBytes(UTF_8)));
        assertThat(SnapshotHeaders.of(new MessageHeaders(entries)).token()).isEqualTo("last");
    }

    /** As the direct peer has it, and unlike all others. */
    @Property
    void ofContentEncodings_theFirstOneCounts(@ForAll("entries") List<Entry> later) {
        List<Entry> entries = new ArrayList<>(later);
        entries.addFirst(new Entry("content-encoding", "first".getBytes(UTF_8)));
        assertThat(SnapshotHeaders.of(new MessageHeaders(entries)).contentEncoding())
                .isEqualTo("first");
    }

    @Property
    void excessive_areCutToAsManyAsAreNot(
            @ForAll @IntRange(max = 2 * MessageHeaders.MOST) int count, @ForAll @IntRange(max = 5000) int bytes) {
        List<Entry> entries = Collections.nCopies(count, new Entry("name", new byte[bytes]));
        List<Entry> bounded = new MessageHeaders(entries).bounded();
        assertThat(new MessageHeaders(bounded).excessive()).isFalse();
        assertThat(bounded).isEqualTo(entries.subList(0, bounded.size()));
        boolean all = bounded.size() == count;
        assertThat(all || new MessageHeaders(entries.subList(0, bounded.size() + 1)).excessive())
                .as("no more could be kept")
                .isTrue();
    }

    @Property
    void uuids_haveOneSpelling(@ForAll long high, @ForAll long low) {
        String lower = new UUID(high, low).toString();
        assertThat(SessionKey.normalise(lower.toUpperCase(Locale.ROOT))).isEqualTo(lower);
        assertThat(SessionKey.normalise(lower)).isEqualTo(lower);
    }

    @Property
    void others_areLeftAlone(@ForAll("ids") String id) {
        assertThat(SessionKey.normalise(id)).isEqualTo(id);
        assertThat(SessionKey.normalise(SessionKey.normalise(id))).isEqualTo(SessionKey.normalise(id));
    }

    @Provide
    Arbitrary<List<Entry>> entries() {
        Arbitrary<String> names = Arbitraries.of("token", "session_id", "distinct_id", "now", "content-encoding", "");
        Arbitrary<byte @Nullable []> values =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40).injectNull(0.1);
        return Combinators.combine(names, values).as(Entry::new).list().ofMaxSize(10);
    }

    @Provide
    Arbitrary<String> ids() {
        Arbitrary<String> free = Arbitraries.strings().ofMaxLength(40);
        Arbitrary<String> nearly = Arbitraries.of(
                "0197AAAA-BBBB-7CCC-8DDD-EEEEFFFF000G",
                "0197AAAABBBB-7CCC-8DDD-EEEEFFFF00010",
                "0197AAAA-BBBB-7CCC-8DDD-EEEEFFFF00011",
                "\u00C9197AAAA-BBBB-7CCC-8DDD-EEEEFFFF0001");
        return Arbitraries.oneOf(free, nearly);
    }
}
