package dev.tapedeck.app;

import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.CheckResult.Warning;
import dev.tapedeck.diagnostics.DependencyCheck;
import dev.tapedeck.kafka.admin.AnnouncedBatches;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.index.StoredObject;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/**
 * Whether the objects of announced batches can be read. A partition waits for an object that cannot be read. This is only a warning: the
 * other partitions go on, and a service that starts must read them.
 */
@Singleton
class AnnouncedBatchCheck implements DependencyCheck {

    private static final String SUBJECT = "Batches";

    private final AnnouncedBatches announced;
    private final BlockStore store;

    AnnouncedBatchCheck(AnnouncedBatches announced, BlockStore store) {
        this.announced = announced;
        this.store = store;
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<CheckResult>> look() {
        return announced
                .all()
                .chain(batches -> Multi.createFrom()
                        .iterable(batches)
                        .onItem()
                        .transformToUniAndConcatenate(this::unreadable)
                        .onItem()
                        .<CheckResult>disjoint()
                        .collect()
                        .asList())
                .map(findings -> findings.isEmpty()
                        ? List.of(new Fine(SUBJECT, "Every object of an announced batch can be read"))
                        : findings);
    }

    /** What keeps Kafka or S3 from answering is said where they are looked at. */
    @Override
    public CheckResult explain(Throwable failure) {
        return new Fine(SUBJECT, "Announced batches were not looked at, since Kafka or S3 did not answer");
    }

    private Uni<List<CheckResult>> unreadable(AnnouncedBatches.One batch) {
        List<Retention> retentions = batch.parts().stream()
                .map(Retention::ofLabel)
                .filter(Objects::nonNull)
                .toList();
        return store.unreadable(batch.span(), retentions)
                .map(objects -> objects.stream()
                        .<CheckResult>map(object -> waits(batch.span(), object))
                        .toList());
    }

    private static CheckResult waits(BatchSpan span, StoredObject.Unreadable object) {
        return new Warning(
                SUBJECT,
                "The object " + object.address() + " cannot be read, as " + object.reason(),
                "partition " + span.partition() + " of " + span.topic() + " waits at offset " + span.from(),
                "delete that object, and the batch is built again from its messages, [" + span.from() + ", "
                        + span.until() + ") in Kafka");
    }
}
