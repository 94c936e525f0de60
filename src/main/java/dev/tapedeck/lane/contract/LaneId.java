package dev.tapedeck.lane.contract;

/**
 * One assignment of one partition. When a partition comes back, it gets a new lane with a higher epoch, so that nothing of the old lane
 * can reach the new one.
 *
 * @param topic the Kafka topic
 * @param partition the partition, from 0
 * @param epoch counts assignments of this process, from 1
 */
public record LaneId(String topic, int partition, long epoch) {

    @Override
    public String toString() {
        return topic + "-" + partition + "#" + epoch;
    }
}
