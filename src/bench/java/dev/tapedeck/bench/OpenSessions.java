package dev.tapedeck.bench;

import com.sun.management.ThreadMXBean;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.session.block.BlockCodec;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a message costs when this many sessions are open in one batch: small messages, a few from each session, every
 * session in turn, so that no session is in any cache when its next message comes. Scanning, recording and encoding on one thread.
 */
final class OpenSessions {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MESSAGES_A_SESSION = 3;
    private static final int MESSAGES_A_ROUND = 100_000;
    private static final int ROUNDS = 3;
    private static final int EVENTS = 20;

    private final HotPath path = new HotPath(BlockCodec.ZSTD, true);
    private final InboundMessage message = message();

    /** CPU microseconds a message, the median of some rounds. */
    double measure(int sessions) {
        round(sessions);
        double[] micros = new double[ROUNDS];
        Arrays.setAll(micros, round -> round(sessions));
        Arrays.sort(micros);
        return micros[ROUNDS / 2];
    }

    private double round(int sessions) {
        int batches = Math.max(1, MESSAGES_A_ROUND / (sessions * MESSAGES_A_SESSION));
        long before = THREADS.getCurrentThreadCpuTime();
        for (int batch = 0; batch < batches; batch++) {
            path.giveBack(path.encode(message, sessions, MESSAGES_A_SESSION));
        }
        return (THREADS.getCurrentThreadCpuTime() - before) / 1e3 / ((long) batches * sessions * MESSAGES_A_SESSION);
    }

    private static InboundMessage message() {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            items.append(i == 0 ? "" : ",")
                    .append("{\"type\":3,\"data\":{\"source\":1,\"positions\":[{\"x\":%d,\"y\":%d,\"id\":%d}]},\"timestamp\":%d}"
                            .formatted(i * 37 % 1000, i * 91 % 700, 40 + i, 1_795_440_754_195L + 50L * i));
        }
        String document = "{\"event\":\"$snapshot_items\",\"properties\":{\"$session_id\":\"s\",\"$window_id\":\"w\","
                + "\"$snapshot_items\":[" + items + "]}}";
        String body = "{\"distinct_id\":\"person\",\"data\":\"" + document.replace("\"", "\\\"") + "\"}";
        return new InboundMessage(
                new RecordPosition("t", 0, 0), 0, null, body.getBytes(StandardCharsets.UTF_8), MessageHeaders.NONE);
    }

    /** Alone: {@code sessions ...}. */
    public static void main(String[] arguments) {
        OpenSessions all = new OpenSessions();
        for (String sessions : arguments) {
            System.out.println(sessions + " " + all.measure(Integer.parseInt(sessions)) + " us");
        }
    }
}
