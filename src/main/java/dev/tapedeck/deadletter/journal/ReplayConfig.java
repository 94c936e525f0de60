package dev.tapedeck.deadletter.journal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How dead letters are replayed. */
@ConfigMapping(prefix = "tapedeck.dead-letters")
public interface ReplayConfig {

    /**
     * The topic that keeps a note of every replay, so that none is done twice. Compacted; it is created with the first replay
     * and must not lose notes as long as the dead letters are kept.
     */
    @WithDefault("session_recording_snapshot_item_dlq_replays")
    String journal();
}
