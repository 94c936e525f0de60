package dev.tapedeck.summary.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.index.IndexFormatTest;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import org.junit.jupiter.api.Test;

/** The direct peer reads these messages: of them no byte may change. */
class PeerRowsTest {

    private final StoredObject object = new StoredObject("bucket", "key", IndexFormatTest.index());
    private final StoredBlock block = object.index().blocks().getFirst();

    @Test
    void theMessageOfABlockStaysAsItIs() {
        assertThat(new String(PeerRows.block(object, block), UTF_8)).isEqualTo("""
                {"uuid":"e233a0d7-59e8-3769-a1f0-33928079fe33","session_id":"s","team_id":42,\
                "distinct_id":"person","batch_id":"01a2089b-be13-70b3-932d-9c69dd098b7c",\
                "first_timestamp":"1970-01-01 00:00:01.000001","last_timestamp":"1970-01-01 00:00:02.000002",\
                "block_url":"s3://bucket/key?range=bytes=0-99","first_url":"https://a.example/ü",\
                "urls":["https://a.example/ü","b"],"click_count":4,"keypress_count":5,"mouse_activity_count":6,\
                "active_milliseconds":700,"console_log_count":8,"console_warn_count":9,"console_error_count":10,\
                "size":400,"message_count":2,"event_count":3,"snapshot_source":"web","snapshot_library":null,\
                "snapshot_mode":"screenshot","retention_period_days":1825,"is_deleted":0}""");
    }

    @Test
    void theMessageOfAConsoleLineStaysAsItIs() {
        ConsoleLine line = block.console().getFirst();
        assertThat(new String(PeerRows.console(object, block, line, 1_500_001), UTF_8))
                .isEqualTo("""
                        {"team_id":42,"message":"a \\"line\\"\\u0001","level":"error",\
                        "log_source":"session_replay","log_source_id":"s","instance_id":null,\
                        "timestamp":"1970-01-01 00:00:01.500001",\
                        "batch_id":"01a2089b-be13-70b3-932d-9c69dd098b7c"}""");
    }
}
