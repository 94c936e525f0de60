package dev.tapedeck.session.copies;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.RoutingPlan;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps copies in memory. They go out in one transaction with the batch's commit. */
public final class HeldCopies implements BatchCopies {

    private final List<OutboundMessage> copies = new ArrayList<>();
    private final RoutingPlan.Builder exits = new RoutingPlan.Builder();
    private long bytes;

    @Override
    public void add(long offset, char exit, OutboundMessage copy) {
        exits.add(offset, exit);
        copies.add(copy);
        bytes += copy.heldBytes();
    }

    @Override
    public @Nullable OfferResult hindrance() {
        return null;
    }

    @Override
    public boolean isFull() {
        return exits.isFull();
    }

    @Override
    public long heldBytes() {
        return bytes;
    }

    @Override
    public Uni<Void> acknowledged() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Held held() {
        return new Held(copies, exits.build());
    }

    @Override
    public void discard() {
        copies.clear();
        bytes = 0;
    }
}
