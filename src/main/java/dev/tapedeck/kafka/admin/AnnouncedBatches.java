package dev.tapedeck.kafka.admin;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.Intent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Looks which batches are announced in the committed offsets of the group, by whatever process. Any thread. */
@Singleton
public class AnnouncedBatches {

    private final ChannelSettings channels;
    private final String group;

    AnnouncedBatches(
            ChannelSettings channels,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.group.id") String group) {
        this.channels = channels;
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

    /** All of them, at this moment. Subscribing may block for a moment. */
    public Uni<List<One>> all() {
        return Uni.createFrom().deferred(() -> {
            TopicAdmin desk = new TopicAdmin(channels.connection(RecordingsTopic.NEED));
            return desk.committed(group).onTermination().invoke(desk::close).map(offsets -> {
                List<One> announced = new ArrayList<>();
                offsets.forEach((partition, committed) -> {
                    Intent intent = committed == null ? null : Intent.parse(committed.metadata(), committed.offset());
                    if (intent != null && intent.until() > committed.offset()) {
                        announced.add(new One(
                                intent.span(partition.topic(), partition.partition(), committed.offset()),
                                intent.parts()));
                    }
                });
                return announced;
            });
        });
    }
}
