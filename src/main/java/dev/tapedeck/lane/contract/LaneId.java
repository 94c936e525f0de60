package dev.tapedeck.lane.contract;

/**
 * One assignment of one partition. A partition that comes back is a new lane with a higher epoch, so that nothing of the
 * old one can reach it.
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
