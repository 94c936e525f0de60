package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.LogView;
import dev.tapedeck.lane.contract.LanePartition.Passed;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Of a partition that holds no more than its lane has been offered. */
public abstract class LinkAtEnd implements LanePartition {

    public static final String TOPIC_ID = "topic-id-of-22-letters";

    /** How many messages its lane has been offered, and where the consumer is. */
    public Passed passed = new Passed(0, 0);

    /** Null while its broker is unavailable. */
    public @Nullable LogView log = new LogView(TOPIC_ID, 0, Long.MAX_VALUE);

    @Override
    public Uni<LogView> look() {
        return log == null
                ? Uni.createFrom().failure(new IllegalStateException("unavailable"))
                : Uni.createFrom().item(log);
    }

    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public Uni<Passed> passed() {
        return Uni.createFrom().item(passed);
    }

    @Override
    public boolean readsFromStart() {
        return true;
    }

    @Override
    public Uni<Long> seek(long offset) {
        return Uni.createFrom().item(passed.polled());
    }

    @Override
    public Uni<Boolean> atEnd() {
        return Uni.createFrom().item(true);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}
}
