package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.OutboundMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one transactional id, as Kafka keeps them: a producer is known by an epoch, which the next one ends;
 * offsets are taken from the group's member only; and what is decided is readable a little later.
 */
public final class SimulatedTransactions {

    /** The broker refuses for now or for ever; the client cannot do anything but try again. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null, false, false);
        }
    }

    private static final class Open {
        final long offset;
        final String metadata;
        final List<OutboundMessage> messages;
        boolean decided;
        boolean superseded;

        Open(long offset, String metadata, List<OutboundMessage> messages) {
            this.offset = offset;
            this.metadata = metadata;
            this.messages = messages;
        }
    }

    private final SimulatedBroker.Partition partition;
    private final SimulatedTime time;
    private final Flaw flaw;
    private final List<OutboundMessage> committed = new ArrayList<>();
    private @Nullable Open open;
    private long epoch;

    public SimulatedTransactions(SimulatedBroker.Partition partition, SimulatedTime time, Flaw flaw) {
        this.partition = partition;
        this.time = time;
        this.flaw = flaw;
    }

    public List<OutboundMessage> committed() {
        return committed;
    }

    public boolean quiet() {
        return open == null;
    }

    /** Shuts earlier producers out, aborts what is not decided, and answers the new epoch. */
    public long fence() {
        Open last = open;
        if (last != null && last.decided) {
            throw new Refused("concurrent transactions");
        }
        open = null;
        return ++epoch;
    }

    /** Takes messages and an offset into a transaction. */
    public boolean send(long producer, Object member, long offset, String metadata, List<OutboundMessage> messages) {
        expectEpoch(producer);
        if (partition.owner != member) {
            throw new Refused("stale member");
        }
        if (open != null) {
            throw new Refused("concurrent transactions");
        }
        open = new Open(offset, metadata, messages);
        return true;
    }

    /** Decides that the transaction counts. */
    public boolean commit(long producer) {
        expectEpoch(producer);
        Open last = open;
        if (last == null || last.decided) {
            throw new Refused("no transaction");
        }
        last.decided = true;
        time.soon(() -> time.soon(() -> complete(last)));
        return true;
    }

    /** An offset that was committed after the one of a transaction stays. */
    public void supersede() {
        if (open != null && open.decided) {
            open.superseded = true;
        }
    }

    public void expectStable() {
        if (open != null) {
            throw new Refused("unstable offset");
        }
    }

    private void complete(Open done) {
        if (!done.superseded) {
            partition.set(done.offset, flaw == Flaw.NO_INTENTS ? "" : done.metadata);
        }
        committed.addAll(done.messages);
        open = null;
    }

    private void expectEpoch(long producer) {
        if (producer != epoch) {
            throw new Refused("fenced producer");
        }
    }
}
