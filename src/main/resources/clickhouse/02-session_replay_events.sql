-- One row per session, merged from its blocks. Columns and meanings are those that PostHog's readers expect.
CREATE TABLE IF NOT EXISTS session_replay_events
(
    session_id             String,
    team_id                Int64,
    distinct_id            SimpleAggregateFunction(any, String),
    min_first_timestamp    SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
    max_last_timestamp     SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    block_first_timestamps SimpleAggregateFunction(groupArrayArray, Array(DateTime64(6, 'UTC'))),
    block_last_timestamps  SimpleAggregateFunction(groupArrayArray, Array(DateTime64(6, 'UTC'))),
    block_urls             SimpleAggregateFunction(groupArrayArray, Array(String)),
    first_url              AggregateFunction(argMin, Nullable(String), DateTime64(6, 'UTC')),
    all_urls               SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    click_count            SimpleAggregateFunction(sum, Int64),
    keypress_count         SimpleAggregateFunction(sum, Int64),
    mouse_activity_count   SimpleAggregateFunction(sum, Int64),
    active_milliseconds    SimpleAggregateFunction(sum, Int64),
    console_log_count      SimpleAggregateFunction(sum, Int64),
    console_warn_count     SimpleAggregateFunction(sum, Int64),
    console_error_count    SimpleAggregateFunction(sum, Int64),
    size                   SimpleAggregateFunction(sum, Int64),
    message_count          SimpleAggregateFunction(sum, Int64),
    event_count            SimpleAggregateFunction(sum, Int64),
    snapshot_source        AggregateFunction(argMin, LowCardinality(Nullable(String)), DateTime64(6, 'UTC')),
    snapshot_library       AggregateFunction(argMin, Nullable(String), DateTime64(6, 'UTC')),
    snapshot_mode          AggregateFunction(argMin, Nullable(String), DateTime64(6, 'UTC')),
    _timestamp             SimpleAggregateFunction(max, DateTime),
    retention_period_days  SimpleAggregateFunction(max, Nullable(Int64)),
    is_deleted             SimpleAggregateFunction(max, UInt8) DEFAULT 0,
    ai_tags_fixed          SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    ai_tags_freeform       SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
    ai_highlighted         SimpleAggregateFunction(max, UInt8) DEFAULT 0,
    surfacing_score        SimpleAggregateFunction(max, Nullable(Float32))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(min_first_timestamp)
ORDER BY (toDate(min_first_timestamp), team_id, session_id)
SETTINGS index_granularity = 512, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS session_replay_events_mv TO session_replay_events AS
SELECT
    session_id,
    team_id,
    any(distinct_id) AS distinct_id,
    min(first_timestamp) AS min_first_timestamp,
    max(last_timestamp) AS max_last_timestamp,
    groupArray(first_timestamp) AS block_first_timestamps,
    groupArray(last_timestamp) AS block_last_timestamps,
    groupArray(block_url) AS block_urls,
    argMinState(first_url, first_timestamp) AS first_url,
    groupUniqArrayArray(urls) AS all_urls,
    sum(click_count) AS click_count,
    sum(keypress_count) AS keypress_count,
    sum(mouse_activity_count) AS mouse_activity_count,
    sum(active_milliseconds) AS active_milliseconds,
    sum(console_log_count) AS console_log_count,
    sum(console_warn_count) AS console_warn_count,
    sum(console_error_count) AS console_error_count,
    sum(size) AS size,
    sum(message_count) AS message_count,
    sum(event_count) AS event_count,
    argMinState(snapshot_source, first_timestamp) AS snapshot_source,
    argMinState(snapshot_library, first_timestamp) AS snapshot_library,
    argMinState(CAST(snapshot_mode AS Nullable(String)), first_timestamp) AS snapshot_mode,
    max(_timestamp) AS _timestamp,
    max(retention_period_days) AS retention_period_days
FROM session_recording_blocks
GROUP BY session_id, team_id;
