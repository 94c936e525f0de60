package dev.tapedeck.intake;

import io.smallrye.mutiny.Uni;

/** Of a partition that holds no more than its lane has been offered. */
abstract class LinkAtEnd implements LaneLink {

    @Override
    public Uni<Long> logStart() {
        return Uni.createFrom().item(0L);
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
