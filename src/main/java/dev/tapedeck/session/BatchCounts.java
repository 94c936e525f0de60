package dev.tapedeck.session;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.runtime.Bugs;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.VerdictListener.MessageFate;
import dev.tapedeck.telemetry.ScreenMeters;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Counts what became of the messages of a batch: each message once, with one fate. Confined to the lane's mailbox. */
final class BatchCounts {

    private static final Logger LOG = Logger.getLogger(BatchCounts.class);

    private final LaneId lane;
    private final ScreenMeters meters;
    private final VerdictListener listener;
    private final long[] counts = new long[MessageFate.values().length];
    private long taken;

    BatchCounts(LaneId lane, ScreenMeters meters, VerdictListener listener) {
        this.lane = lane;
        this.meters = meters;
        this.listener = listener;
    }

    /** A message was taken. */
    void taken() {
        taken++;
    }

    /** Reports and counts the fate of a message. If the listener or a meter throws, the message is not counted. */
    void decided(InboundMessage message, @Nullable SessionKey session, MessageFate fate, String reason) {
        listener.decided(lane, message, session, fate, reason);
        meter(fate, reason);
        counts[fate.ordinal()]++;
    }

    /** The same for a fate that cannot change any more. The message is counted even if the listener or a meter throws. */
    void settled(InboundMessage message, @Nullable SessionKey session, MessageFate fate, String reason) {
        counts[fate.ordinal()]++;
        quietly(() -> meter(fate, reason));
        quietly(() -> listener.decided(lane, message, session, fate, reason));
    }

    private void meter(MessageFate fate, String reason) {
        switch (fate) {
            case RECORDED -> meters.recorded();
            case DROPPED -> meters.dropped(reason);
            case DIVERTED -> meters.diverted(reason);
            case DEAD_LETTERED -> meters.deadLettered(reason);
        }
    }

    private static void quietly(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            Bugs.isolate(bug);
            LOG.warn("A message is counted in its batch and not told", bug);
        }
    }

    /** Fails unless every message that was taken has one fate. */
    void check(BatchSpan span) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        if (taken != sum) {
            throw new IllegalStateException("messages unaccounted for in " + span + ": taken " + taken + ", recorded "
                    + counts[MessageFate.RECORDED.ordinal()] + ", dropped " + counts[MessageFate.DROPPED.ordinal()]
                    + ", diverted "
                    + counts[MessageFate.DIVERTED.ordinal()] + ", dead-lettered "
                    + counts[MessageFate.DEAD_LETTERED.ordinal()]);
        }
    }
}
