package dev.tapedeck.scan.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A scan makes no objects for what it reads: it allocates the same, little, whatever the number of events and values. */
class NoTreesTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int FEW_BYTES = 2_048;

    private final BodyScanner scanner = new BodyScanner();

    @Test
    void allocatesNothingForEventsAndValues() {
        long forTen = allocated(10);

        assertThat(allocated(10_000)).isEqualTo(forTen).isLessThan(FEW_BYTES);
    }

    /** Bytes allocated by a scan of a body with so many events, once the scanner's memory has grown to it. */
    private long allocated(int events) {
        String event =
                "{\"type\":3,\"timestamp\":1700000000000,\"data\":{\"source\":0,\"adds\":[{\"node\":{\"id\":7}}],"
                        + "\"texts\":[{\"id\":1,\"value\":\"a\\nb\"}],\"list\":[[1,2.5e3],[true,null],{}]}}";
        String inner = "{\"event\":\"$snapshot_items\",\"properties\":{\"$session_id\":\"s\",\"$snapshot_items\":["
                + (event + ",").repeat(events - 1) + event + "]}}";
        String quoted = inner.replace("\\", "\\\\").replace("\"", "\\\"");
        byte[] body = ("{\"distinct_id\":\"d\",\"data\":\"" + quoted + "\"}").getBytes(StandardCharsets.UTF_8);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Scan scan = scanner.scan(body, body.length);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            assertThat(scan)
                    .isInstanceOfSatisfying(
                            Scan.Accepted.class,
                            found -> assertThat(found.body().events()).isEqualTo(events));
        }
        return least;
    }
}
