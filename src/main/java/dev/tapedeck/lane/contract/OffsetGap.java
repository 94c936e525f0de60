package dev.tapedeck.lane.contract;

/**
 * Messages that were not recorded, or perhaps not: retention had removed them, their topic was deleted, or the log had lost its end and
 * has other messages there now.
 *
 * @param topic the Kafka topic; {@code name@id} for a topic that was deleted
 * @param partition the partition, from 0
 * @param from the first offset that is missing
 * @param until the offset after the last one, greater than {@code from}
 */
public record OffsetGap(String topic, int partition, long from, long until) {

    /** A gap in a deleted topic. Another topic may have the name by now, with messages of its own at these offsets. */
    public static OffsetGap ofDeleted(LaneId lane, LogId log, long from, long until) {
        return new OffsetGap(lane.topic() + '@' + log.topicId(), lane.partition(), from, until);
    }
}
