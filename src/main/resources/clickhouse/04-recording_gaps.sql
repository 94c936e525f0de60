-- Messages that were gone from the topic before anyone had read them: its retention had passed the consumer.
CREATE TABLE IF NOT EXISTS recording_gaps
(
    topic        LowCardinality(String),
    partition    UInt32,
    from_offset  UInt64,
    until_offset UInt64,
    detected_at  DateTime DEFAULT now()
)
ENGINE = ReplacingMergeTree(detected_at)
ORDER BY (topic, partition, from_offset);
