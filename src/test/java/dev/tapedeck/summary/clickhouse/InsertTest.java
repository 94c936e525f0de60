package dev.tapedeck.summary.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.index.IndexFormatTest;
import dev.tapedeck.store.index.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The names and the text of the rows that go to ClickHouse. */
class InsertTest {

    private final StoredObject object = new StoredObject("bucket", "key", IndexFormatTest.index());

    @Test
    void theRowOfABlockStaysAsItIs() throws IOException {
        assertThat(text(Insert.blocks(object))).isEqualTo("""
                {"team_id":42,"session_id":"s","batch_id":"01a2089b-be13-70b3-932d-9c69dd098b7c",\
                "topic":"topic","partition":2,"from_offset":5,"until_offset":9,\
                "block_url":"s3://bucket/key?range=bytes=0-99","block_length":100,"codec":"zstd",\
                "crc32c":3405691582,"distinct_id":"person","first_timestamp":"1970-01-01 00:00:01.000001",\
                "last_timestamp":"1970-01-01 00:00:02.000002","first_url":"https://a.example/ü",\
                "urls":["https://a.example/ü","b"],"click_count":4,"keypress_count":5,"mouse_activity_count":6,\
                "active_milliseconds":700,"console_log_count":8,"console_warn_count":9,"console_error_count":10,\
                "size":400,"message_count":2,"message_offsets":[8000000000,8000000003],"event_count":3,\
                "dropped_event_count":1,"snapshot_source":"web","snapshot_library":null,\
                "snapshot_mode":"screenshot","retention_period_days":1825}""");
    }

    @Test
    void theRowOfAConsoleLineStaysAsItIs() throws IOException {
        assertThat(text(Insert.lines(object))).isEqualTo("""
                {"team_id":42,"log_source":"session_replay","log_source_id":"s","instance_id":"",\
                "timestamp":"1970-01-01 00:00:01.500000","level":"error","message":"a \\"line\\"\\u0001",\
                "_offset":7,"line":0}""");
    }

    @Test
    void theRowOfAGapStaysAsItIs() throws IOException {
        assertThat(text(Insert.gap(new OffsetGap("topic", 2, 5, 9)))).isEqualTo("""
                {"topic":"topic","partition":2,"from_offset":5,"until_offset":9}""");
    }

    private static String text(Insert insert) throws IOException {
        try (InputStream rows = insert.rows().get()) {
            return new String(rows.readAllBytes(), UTF_8).strip();
        }
    }
}
