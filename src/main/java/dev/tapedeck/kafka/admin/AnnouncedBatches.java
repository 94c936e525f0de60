package dev.tapedeck.kafka.admin;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.Intent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Finds the batches that any process of the group has announced with a committed offset. Any thread. */
@Singleton
public class AnnouncedBatches {

    private final TopicAdmin admin;
    private final String group;

    AnnouncedBatches(
            TopicAdmin admin, @ConfigProperty(name = "mp.messaging.incoming.recordings.group.id") String group) {
        this.admin = admin;
        this.group = group;
    }

    /**
     * A batch that has yet to be committed.
     *
     * @param span its identity
     * @param parts names of its objects
     */
    public record One(BatchSpan span, List<String> parts) {

        public One {
            parts = List.copyOf(parts);
        }
    }

    /** Returns all of them, at this moment. Subscribing may block for a moment. */
    public Uni<List<One>> all() {
        return admin.committed(group).map(offsets -> {
            List<One> announced = new ArrayList<>();
            offsets.forEach((partition, committed) -> {
                Intent intent = committed == null ? null : Intent.parse(committed.metadata(), committed.offset());
                if (intent != null && intent.until() > committed.offset()) {
                    announced.add(new One(
                            intent.span(partition.topic(), partition.partition(), committed.offset()), intent.parts()));
                }
            });
            return announced;
        });
    }
}
