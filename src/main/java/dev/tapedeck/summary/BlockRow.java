package dev.tapedeck.summary;

import java.time.Instant;

/**
 * A stored block of a session, as its row says.
 *
 * @param url where it is: object and range of bytes
 * @param topic the topic its messages were read from
 * @param partition the partition
 * @param from the first offset of its batch
 * @param until the offset after its batch
 * @param bytes its length as stored
 * @param first the time of its first event
 * @param last the time of its last event
 * @param messages how many messages it holds
 * @param events how many events it holds
 * @param droppedEvents how many events of its messages it lacks: over the limit of events per batch, invalid, or with a wrong clock
 * @param retentionDays how long it is kept
 */
public record BlockRow(
        String url,
        String topic,
        int partition,
        long from,
        long until,
        long bytes,
        Instant first,
        Instant last,
        long messages,
        long events,
        long droppedEvents,
        int retentionDays) {}
