-- One row per console line. The offset and the line within its message belong to the key: lines of the same
-- millisecond stay apart, and a line written twice is one line.
CREATE TABLE IF NOT EXISTS log_entries
(
    team_id       UInt64,
    log_source    LowCardinality(String),
    log_source_id String,
    instance_id   String,
    timestamp     DateTime64(6, 'UTC'),
    level         LowCardinality(String),
    message       String,
    _timestamp    DateTime DEFAULT now(),
    _offset       UInt64,
    line          UInt32
)
ENGINE = ReplacingMergeTree(_timestamp)
PARTITION BY toStartOfDay(timestamp)
ORDER BY (team_id, log_source, log_source_id, instance_id, timestamp, _offset, line)
TTL toDate(timestamp) + INTERVAL 90 DAY
SETTINGS index_granularity = 1024, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;
