-- One row per stored block: what it is, where it is, and what it says about its session.
-- The source of session_replay_events, and of everything else that is known about recordings.
CREATE TABLE IF NOT EXISTS session_recording_blocks
(
    team_id               Int64,
    session_id            String,
    distinct_id           String,
    batch_id              String,
    topic                 LowCardinality(String),
    partition             UInt32,
    from_offset           UInt64,
    until_offset          UInt64,
    block_url             String,
    block_length          UInt64,
    codec                 LowCardinality(String),
    crc32c                UInt32,
    first_timestamp       DateTime64(6, 'UTC'),
    last_timestamp        DateTime64(6, 'UTC'),
    first_url             Nullable(String),
    urls                  Array(String),
    click_count           Int64,
    keypress_count        Int64,
    mouse_activity_count  Int64,
    active_milliseconds   Int64,
    console_log_count     Int64,
    console_warn_count    Int64,
    console_error_count   Int64,
    size                  Int64,
    message_count         Int64,
    message_offsets       Array(UInt64),
    event_count           Int64,
    dropped_event_count   Int64,
    snapshot_source       LowCardinality(Nullable(String)),
    snapshot_library      Nullable(String),
    snapshot_mode         LowCardinality(Nullable(String)),
    retention_period_days Int64,
    _timestamp            DateTime DEFAULT now()
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(first_timestamp)
ORDER BY (team_id, session_id, first_timestamp, from_offset)
-- A repeated insert is recognised by its token among this many latest ones.
SETTINGS non_replicated_deduplication_window = 10000;
