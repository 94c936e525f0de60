package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import dev.tapedeck.SampleRecording;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.recorder.BlockFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped recordings, recorded and read back, against a slow computation from Jackson trees. */
class SampleRecordingsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What a session's messages say, taken from trees. */
    private static final class Expected {
        final List<JsonNode> lines = new ArrayList<>();
        final Set<String> urls = new LinkedHashSet<>();
        final List<Double> active = new ArrayList<>();
        final List<Double> idle = new ArrayList<>();
        int messages;
        int clicks;
        int keypresses;
        int mouseActivity;
        int consoleLines;

        void add(JsonNode document) {
            messages++;
            JsonNode properties = document.get("properties");
            for (JsonNode event : properties.get("$snapshot_items")) {
                lines.add(MAPPER.createArrayNode()
                        .add(properties.path("$window_id").asText(""))
                        .add(event));
                count(event);
            }
        }

        private void count(JsonNode event) {
            JsonNode data = event.path("data");
            boolean incremental = event.get("type").asInt() == 3;
            int source = data.path("source").asInt(-1);
            int interaction = data.path("type").asInt(-1);
            boolean counts = incremental && Set.of(1, 2, 3, 4, 5, 6, 7, 12).contains(source);
            (counts ? active : idle).add(event.get("timestamp").asDouble());
            clicks += incremental && source == 2 && Set.of(2, 3, 4, 9).contains(interaction) ? 1 : 0;
            keypresses += incremental && source == 5 ? 1 : 0;
            mouseActivity += incremental && Set.of(1, 2, 6).contains(source) ? 1 : 0;
            consoleLines += data.path("plugin").asText().equals("rrweb/console@1") ? 1 : 0;
            String href =
                    data.path("href").asText(data.path("payload").path("href").asText(""));
            if (!href.isEmpty() && urls.size() < 25) {
                urls.add(href);
            }
        }

        /** Active milliseconds: runs of active times with gaps of five seconds at most, each with its tail. */
        long activeMillis() {
            List<Double> sorted = active.stream().sorted().toList();
            double sum = 0;
            for (int i = 0; i < sorted.size(); ) {
                int last = i;
                while (last + 1 < sorted.size() && sorted.get(last + 1) - sorted.get(last) <= 5_000) {
                    last++;
                }
                double lastActive = sorted.get(last);
                double end = idle.stream()
                        .filter(time -> time > lastActive && time <= lastActive + 5_000)
                        .max(Double::compare)
                        .orElse(lastActive);
                sum += Math.max(1, end - sorted.get(i));
                i = last + 1;
            }
            return (long) Math.floor(sum);
        }
    }

    @ParameterizedTest
    @CsvSource({"posthog-js, 1921", "rrweb, 923"})
    void everyEventIsRecordedAsItWasSent(String name, int events) throws IOException {
        Map<String, Expected> expected = new LinkedHashMap<>();
        SessionSettings settings =
                new SessionSettings(1 << 30, Duration.ofSeconds(10), Long.MAX_VALUE, BlockCodec.ZSTD, 1, false, 2);
        OpenBatch batch = new OpenBatches(settings, Runnable::run).open();
        Messages messages = new Messages();
        for (InboundMessage message : SampleRecording.shipped(name)) {
            JsonNode document =
                    MAPPER.readTree(MAPPER.readTree(message.value()).get("data").asText());
            String session = document.get("properties").get("$session_id").asText();
            expected.computeIfAbsent(session, id -> new Expected()).add(document);
            batch.record(messages.admit(message, new SessionKey(1, session)));
        }

        List<SessionBlock> blocks = batch.encode().await().indefinitely();

        assertThat(blocks.stream().map(block -> block.session().sessionId()))
                .containsExactlyElementsOf(expected.keySet());
        assertThat(blocks.stream().mapToInt(block -> block.facts().events()).sum())
                .isEqualTo(events);
        for (SessionBlock block : blocks) {
            check(block, Objects.requireNonNull(expected.get(block.session().sessionId())));
        }
    }

    private static void check(SessionBlock block, Expected expected) throws IOException {
        BlockFacts facts = block.facts();
        byte[] text = Zstd.decompress(Arrays.copyOf(block.bytes(), block.length()), (int) facts.rawBytes());
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(text, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(MAPPER.readTree(line));
            }
        }
        assertThat(lines).isEqualTo(expected.lines);
        List<Double> times = StreamSupport.stream(expected.lines.spliterator(), false)
                .map(line -> line.get(1).get("timestamp").asDouble())
                .sorted()
                .toList();
        assertThat(facts.firstMicros()).isEqualTo((long) (times.getFirst() * 1_000));
        assertThat(facts.lastMicros()).isEqualTo((long) (times.getLast() * 1_000));
        assertThat(facts.messages()).isEqualTo(expected.messages);
        assertThat(facts.clicks()).isEqualTo(expected.clicks).isPositive();
        assertThat(facts.keypresses()).isEqualTo(expected.keypresses).isPositive();
        assertThat(facts.mouseActivity()).isEqualTo(expected.mouseActivity).isPositive();
        assertThat(facts.urls()).containsExactlyElementsOf(expected.urls).isNotEmpty();
        assertThat(facts.activeMillis()).isEqualTo(expected.activeMillis()).isPositive();
        assertThat(facts.consoleInfos() + facts.consoleWarns() + facts.consoleErrors())
                .isEqualTo(expected.consoleLines);
    }
}
