package dev.tapedeck.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tapedeck.kafka.message.InboundMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.xerial.snappy.Snappy;

/** The direct peer's way in Java, for machines without Node: both documents to trees, every event back to text, snappy. */
final class PeerAlgorithm {

    private static final int RUNS = 15;

    private final ObjectMapper mapper = new ObjectMapper();

    /** Megabytes of body per CPU second: the median of some runs over the recording. */
    double measure(Workload workload) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long bytes = workload.cuts().stream().mapToLong(Workload.Cut::bytes).sum();
        double[] rates = new double[RUNS];
        for (int run = 0; run < 2 * RUNS; run++) {
            long before = threads.getCurrentThreadCpuTime();
            for (Workload.Cut cut : workload.cuts()) {
                encode(cut);
            }
            rates[run % RUNS] = bytes * 1e3 / (threads.getCurrentThreadCpuTime() - before);
        }
        Arrays.sort(rates);
        return rates[RUNS / 2];
    }

    private void encode(Workload.Cut cut) throws IOException {
        Map<String, ByteArrayOutputStream> sessions = new HashMap<>();
        for (InboundMessage message : cut.messages()) {
            JsonNode outer = mapper.readTree(Workload.body(message));
            JsonNode properties = mapper.readTree(outer.get("data").asText()).get("properties");
            ByteArrayOutputStream lines = sessions.computeIfAbsent(
                    properties.get("$session_id").asText(), session -> new ByteArrayOutputStream());
            for (JsonNode event : properties.get("$snapshot_items")) {
                lines.writeBytes(mapper.writeValueAsBytes(
                        mapper.createArrayNode().add(properties.path("$window_id").asText()).add(event)));
                lines.write('\n');
            }
        }
        for (ByteArrayOutputStream lines : sessions.values()) {
            Snappy.compress(lines.toByteArray());
        }
    }
}
