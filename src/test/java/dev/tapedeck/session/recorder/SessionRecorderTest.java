package dev.tapedeck.session.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.scan.snapshot.LineFrame;
import dev.tapedeck.scan.snapshot.ScannedBody;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.session.AlteredBody;
import dev.tapedeck.session.Messages;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRecorderTest {

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final BufferPool pool = new BufferPool(1 << 20);

    @Test
    void writesALineForEachEventInOrderOfArrival() {
        Messages messages = new Messages().with("$window_id", "w\"\\\u0001ü");
        Admission first = messages.of("s", "{\"timestamp\":5.50,\"a\":\"ü\"},{\"timestamp\":4}");
        SessionRecorder recorder = new SessionRecorder(first, pool);

        recorder.record(first, NO_LIMIT);
        recorder.record(new Messages().of("s", "{\"timestamp\":3}"), NO_LIMIT);

        assertThat(lines(recorder))
                .isEqualTo("[\"w\\\"\\\\\\u0001ü\",{\"timestamp\":5.50,\"a\":\"ü\"}]\n"
                        + "[\"w\\\"\\\\\\u0001ü\",{\"timestamp\":4}]\n"
                        + "[\"\",{\"timestamp\":3}]\n");
    }

    @Test
    void aDefectInWhatIsToldOfAnEventCostsNoEvent() {
        Admission sound = new Messages().of("s", "{\"timestamp\":1},{\"timestamp\":2},{\"timestamp\":3}");
        Admission broken = throwingAtTheSecondAddress(sound);
        SessionRecorder recorder = new SessionRecorder(broken, pool);

        assertThat(recorder.record(broken, NO_LIMIT)).isEqualTo(new SessionRecorder.Outcome(3, 0));

        assertThat(lines(recorder))
                .isEqualTo("[\"\",{\"timestamp\":1}]\n[\"\",{\"timestamp\":2}]\n[\"\",{\"timestamp\":3}]\n");
        BlockFacts facts = recorder.facts(0);
        assertThat(facts.events()).isEqualTo(3);
        assertThat(facts.distinctId()).isEqualTo("person");
        assertThat(facts.urls()).containsExactly("https://example.com/0", "https://example.com/2");
    }

    @Test
    void aBugInWhatIsWorkedOutForTheRowCostsNoBlock() {
        Admission message = new Messages().of("s", "{\"timestamp\":1},{\"timestamp\":2}");
        SessionRecorder recorder = new SessionRecorder(message, pool, new SessionFacts("web") {
            @Override
            BlockFacts of(int events, int dropped, long rawBytes) {
                throw new IllegalStateException("injected");
            }
        });
        recorder.record(message, NO_LIMIT);

        BlockFacts facts = recorder.facts(40);

        assertThat(facts.events()).isEqualTo(2);
        assertThat(facts.rawBytes()).isEqualTo(40);
        assertThat(facts.messages()).isEqualTo(1);
        assertThat(facts.distinctId()).isEqualTo("person");
        assertThat(facts.firstMicros()).isEqualTo(1_000);
        assertThat(facts.lastMicros()).isEqualTo(2_000);
    }

    @Test
    void aSessionOfWhichNoTimeCanBeToldHasTimesThatARowCanHold() {
        Admission message = AlteredBody.in(new Messages().of("s", "{\"timestamp\":1}"), Map.of("timestamp", event -> {
            throw new IllegalStateException("injected");
        }));
        SessionRecorder recorder = new SessionRecorder(message, pool);
        recorder.record(message, NO_LIMIT);

        assertThat(facts(recorder).firstMicros()).isZero();
        assertThat(facts(recorder).lastMicros()).isZero();
    }

    private static Admission throwingAtTheSecondAddress(Admission admission) {
        return AlteredBody.in(admission, Map.of("href", event -> {
            if (event == 1) {
                throw new IllegalStateException("injected");
            }
            return "https://example.com/" + event;
        }));
    }

    /** What the screen counts before a message is recorded. */
    @ParameterizedTest
    @ValueSource(strings = {"", "w", "w\"\\\u0001ü", "漢字", "0197aaaa-bbbb-7ccc-8ddd-eeeeffff0001"})
    void theFrameOfALineHasTheBytesThatAreCounted(String window) {
        SessionRecorder recorder = recorder(new Messages().with("$window_id", window), "{\"timestamp\":1}");

        assertThat(recorder.lines().length() - "{\"timestamp\":1}".length()).isEqualTo(LineFrame.bytes(window));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00x", "😀", "\ud800😀"})
    void theFrameOfALineHasNoMoreBytesThanAreCounted(String window) {
        assertThat(LineFrame.prefix(window).length + 2L).isLessThanOrEqualTo(LineFrame.bytes(window));
    }

    @Test
    void aMessageFitsUnlessItsLinesCouldPassTheirEnd() {
        String event = "{\"timestamp\":1}";
        ScannedBody body = new Messages().of("s", event).body();
        int most = SessionRecorder.MOST_BYTES - event.length() - "[\"\",]\n".length();

        assertThat(SessionRecorder.fits(most, body)).isTrue();
        assertThat(SessionRecorder.fits(most + 1, body)).isFalse();
    }

    @Test
    void leavesDiscardedEventsOut() {
        Admission message = new Messages().of("s", "{\"timestamp\":5},{\"timestamp\":6}");
        message.body().discard(0);
        SessionRecorder recorder = new SessionRecorder(message, pool);

        assertThat(recorder.record(message, NO_LIMIT)).isEqualTo(new SessionRecorder.Outcome(1, 0));
        assertThat(lines(recorder)).isEqualTo("[\"\",{\"timestamp\":6}]\n");
        assertThat(facts(recorder).firstMicros()).isEqualTo(6_000);
    }

    @Test
    void timesAreMicrosecondsFlooredOfTheEarliestAndTheLatest() {
        SessionRecorder recorder = recorder(
                "{\"timestamp\":1700000000000.5},{\"timestamp\":1600000000000.0009},{\"timestamp\":1650000000000}");

        assertThat(facts(recorder).firstMicros()).isEqualTo(1_600_000_000_000_000L);
        assertThat(facts(recorder).lastMicros()).isEqualTo(1_700_000_000_000_500L);
    }

    @Test
    void countsClicksKeypressesAndMouseActivity() {
        StringBuilder items = new StringBuilder("{\"timestamp\":1,\"type\":4,\"data\":{\"source\":2,\"type\":2}}");
        for (int source = 0; source <= 15; source++) {
            for (int interaction = 0; interaction <= 10; interaction++) {
                items.append(",{\"timestamp\":1,\"type\":3,\"data\":{\"source\":%d,\"type\":%d}}"
                        .formatted(source, interaction));
            }
        }

        BlockFacts facts = facts(recorder(items.toString()));

        assertThat(facts.clicks()).isEqualTo(4);
        assertThat(facts.keypresses()).isEqualTo(11);
        assertThat(facts.mouseActivity()).isEqualTo(33);
        assertThat(facts.activeMillis()).isEqualTo(1);
    }

    @Test
    void sourcesThatAreActive() {
        String active = IntStream.range(0, 40)
                .filter(source ->
                        facts(recorder("{\"timestamp\":1,\"type\":3,\"data\":{\"source\":%d}}".formatted(source)))
                                        .activeMillis()
                                == 1)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));

        assertThat(active).isEqualTo("1,2,3,4,5,6,7,12");
    }

    @Test
    void keepsTwentyFiveDistinctUrlsCutTo4096Units() {
        String items = IntStream.range(0, 30)
                .mapToObj(i -> "{\"timestamp\":1,\"data\":{\"href\":\"http://x/%d\"}}"
                        .formatted(i / 2 % 26 + (i > 5 ? 20 : 0)))
                .collect(Collectors.joining(","));
        BlockFacts facts = facts(recorder("{\"timestamp\":1,\"data\":{\"href\":\"%s\"}},".formatted("é".repeat(5_000))
                + items + ","
                + IntStream.range(100, 140)
                        .mapToObj(i -> "{\"timestamp\":1,\"data\":{\"href\":\"http://x/%d\"}}".formatted(i))
                        .collect(Collectors.joining(","))));

        assertThat(facts.urls()).hasSize(25).doesNotHaveDuplicates();
        assertThat(facts.firstUrl())
                .isEqualTo("é".repeat(4_096))
                .isEqualTo(facts.urls().getFirst());
        assertThat(facts.urls().get(1)).isEqualTo("http://x/0");
    }

    @Test
    void doesNotPartASurrogatePairAtTheCut() {
        BlockFacts facts =
                facts(recorder("{\"timestamp\":1,\"data\":{\"href\":\"%s😀\"}}".formatted("x".repeat(4_095))));

        assertThat(facts.firstUrl()).isEqualTo("x".repeat(4_095));
    }

    @Test
    void takesPersonSourceAndLibraryFromTheFirstMessageThatHasThem() {
        Admission first = new Messages()
                .distinctId("")
                .with("$snapshot_source", "y".repeat(1_001))
                .of("s", "{\"timestamp\":1}");
        SessionRecorder recorder = new SessionRecorder(first, pool);
        recorder.record(first, NO_LIMIT);
        recorder.record(
                new Messages()
                        .distinctId("b")
                        .with("$snapshot_source", "web")
                        .with("$lib", "posthog-js")
                        .of("s", "{\"timestamp\":1}"),
                NO_LIMIT);
        recorder.record(new Messages().distinctId("c").with("$lib", "other").of("s", "{\"timestamp\":1}"), NO_LIMIT);

        BlockFacts facts = facts(recorder);

        assertThat(facts.distinctId()).isEqualTo("b");
        assertThat(facts.snapshotSource()).isEqualTo("y".repeat(1_000));
        assertThat(facts.snapshotLibrary()).isEqualTo("posthog-js");
        assertThat(facts.messages()).isEqualTo(3);
        assertThat(facts.offsets()).hasSize(3).isSorted();
    }

    @Test
    void namesTheModeOfMobileRecordingsOnly() {
        String items = "{\"timestamp\":1,\"type\":2,\"data\":{\"wireframes\":[{\"id\":1,\"type\":\"screenshot\"}]}},"
                + "{\"timestamp\":1,\"type\":2,\"data\":{\"wireframes\":[{\"id\":1}]}}";
        Admission mobile = new Messages().with("$snapshot_source", "mobile").of("s", items);
        SessionRecorder recorder = new SessionRecorder(mobile, pool);
        recorder.record(mobile, NO_LIMIT);

        assertThat(facts(recorder).snapshotMode()).isEqualTo("screenshot");
        assertThat(facts(recorder(items)).snapshotMode()).isNull();
    }

    @Test
    void eachMessageIsAskedForItsOwnMode() {
        String items = "{\"timestamp\":1,\"type\":2,\"data\":{\"wireframes\":[{\"id\":1}]}}";
        SessionRecorder recorder = recorder(new Messages().with("$snapshot_source", "web"), items);
        assertThat(facts(recorder).snapshotMode()).isNull();
        recorder.record(new Messages().with("$snapshot_source", "mobile").of("s", items), NO_LIMIT);

        assertThat(facts(recorder).snapshotSource()).isEqualTo("web");
        assertThat(facts(recorder).snapshotMode()).isEqualTo("wireframe");
    }

    @Test
    void anEmptySourceIsTheWeb() {
        assertThat(facts(recorder(new Messages().with("$snapshot_source", ""), "{\"timestamp\":1}"))
                        .snapshotSource())
                .isEqualTo("web");
    }

    @Test
    void countsItemsThatAreNoEventsAndThoseDiscarded() {
        Admission message =
                new Messages().of("s", "{\"timestamp\":1},null,{\"timestamp\":2},{\"timestamp\":\"x\"},{},\"x\"");
        message.body().discard(1);
        SessionRecorder recorder = new SessionRecorder(message, pool);
        recorder.record(message, NO_LIMIT);

        assertThat(facts(recorder).events()).isEqualTo(1);
        assertThat(facts(recorder).droppedEvents()).isEqualTo(5);
    }

    @Test
    void theLimitKeepsWhatWasAcceptedAndCountsTheRest() {
        SessionRecorder recorder = recorder("{\"timestamp\":1}");

        SessionRecorder.Outcome partly =
                recorder.record(new Messages().of("s", "{\"timestamp\":2},{\"timestamp\":3},{\"timestamp\":4}"), 3);
        SessionRecorder.Outcome refused = recorder.record(new Messages().of("s", "{\"timestamp\":5}"), 3);

        assertThat(partly).isEqualTo(new SessionRecorder.Outcome(2, 1));
        assertThat(partly.refused()).isFalse();
        assertThat(refused.refused()).isTrue();
        BlockFacts facts = facts(recorder);
        assertThat(List.of(facts.events(), facts.droppedEvents(), facts.messages()))
                .containsExactly(3, 2, 2);
        assertThat(facts.lastMicros()).isEqualTo(3_000);
        assertThat(lines(recorder).lines()).hasSize(3);
    }

    private SessionRecorder recorder(String items) {
        return recorder(new Messages(), items);
    }

    private SessionRecorder recorder(Messages messages, String items) {
        Admission message = messages.of("s", items);
        SessionRecorder recorder = new SessionRecorder(message, pool);
        recorder.record(message, NO_LIMIT);
        return recorder;
    }

    private static BlockFacts facts(SessionRecorder recorder) {
        return recorder.facts(recorder.lines().length());
    }

    private static String lines(SessionRecorder recorder) {
        byte[] bytes = new byte[recorder.lines().length()];
        recorder.lines().copyTo(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
