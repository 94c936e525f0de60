package dev.tapedeck.management.history;

import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.session.VerdictListener.MessageFate;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this instance remembers of a session's messages. A message that was read twice, as after a crash, counts twice.
 *
 * @param since from when on nothing is missing; what came before may be forgotten
 * @param messages null when none came since then
 */
public record Recollection(Instant since, @Nullable Messages messages) {

    /**
     * The messages.
     *
     * @param last when the last one got its verdict
     * @param recorded how many were recorded
     * @param lane where the last recorded one went; null when there was none
     * @param lastRecorded its offset
     * @param others how many met another fate, by reason
     */
    public record Messages(
            Instant last,
            long recorded,
            @Nullable LaneId lane,
            long lastRecorded,
            Map<MessageFate, Map<String, Long>> others) {

        public Map<String, Long> by(MessageFate fate) {
            return others.getOrDefault(fate, Map.of());
        }
    }
}
