package dev.tapedeck.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.LinkAtEnd;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.runtime.MemoryBudget.Account;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two lanes press on the budget, one at a time has its turn, and the first makes no use of it. */
class FlowControlTest {

    private static final long LIMIT = 1_000;

    private final MemoryBudget budget = new MemoryBudget(LIMIT, 1);
    private final Account resting = budget.open();
    private final Account waiting = budget.open();

    /** A partition that answers only whether it has come to its end. */
    private static final class Link extends LinkAtEnd {

        private final Uni<Boolean> atEnd;

        Link(Uni<Boolean> atEnd) {
            this.atEnd = atEnd;
        }

        @Override
        public Uni<Boolean> atEnd() {
            return atEnd;
        }

        @Override
        public Uni<Committed> committed() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void atTheEndOfThePartition_theNextLaneHasItsTurn() {
        assertThat(waitsAfterYielding(Uni.createFrom().item(true))).isFalse();
    }

    @Test
    void whereThereIsMore_theTurnIsKept() {
        assertThat(waitsAfterYielding(Uni.createFrom().item(false))).isTrue();
    }

    @Test
    void withoutAnAnswer_theTurnIsKept() {
        assertThat(waitsAfterYielding(Uni.createFrom().failure(new IllegalStateException("not assigned"))))
                .isTrue();
    }

    @Test
    void whoTakesMessagesIsNotAsked() {
        press();
        resting.report(301);
        budget.relax();

        new FlowControl(new Link(Uni.createFrom().item(true)), resting, LIMIT).yieldTurn();

        assertThat(waiting.mustPause()).isTrue();
    }

    private boolean waitsAfterYielding(Uni<Boolean> atEnd) {
        press();
        budget.relax();
        assertThat(waiting.mustPause()).isTrue();

        new FlowControl(new Link(atEnd), resting, LIMIT).yieldTurn();

        return waiting.mustPause();
    }

    private void press() {
        resting.report(LIMIT + 1);
        assertThat(resting.mustPause()).isTrue();
        waiting.report(LIMIT);
        assertThat(waiting.mustPause()).isTrue();
        resting.report(300);
        waiting.report(300);
        budget.relax();
    }
}
