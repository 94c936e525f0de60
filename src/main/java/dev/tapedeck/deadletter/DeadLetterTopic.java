package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.journal.TopicReader;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.output.OutputHeaders;
import dev.tapedeck.screen.output.OutputHeaders.Reading.DeadLetterHeaders;
import dev.tapedeck.screen.output.OutputHeaders.Reading.Foreign;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The dead-letter topic as dead letters. Blocks. */
@Singleton
class DeadLetterTopic {

    private final TopicReader topics;
    private final String topic;

    DeadLetterTopic(
            TopicReader topics, @ConfigProperty(name = "mp.messaging.outgoing.dead-letters.topic") String topic) {
        this.topics = topics;
        this.topic = topic;
    }

    /** What is done with each record. */
    interface Visitor {

        /** A dead letter that the filter accepts; false ends the reading. */
        boolean letter(DeadLetter letter);

        /** A record that is no dead letter of ours. */
        default void foreign(InboundMessage message, Foreign fault) {}
    }

    String topic() {
        return topic;
    }

    /** Shows the letters that are there now, the oldest of each partition first. */
    void read(DeadLetterFilter filter, Visitor visitor) {
        topics.read(topic, filter.since(), message -> switch (OutputHeaders.read(message.headers())) {
            case Foreign fault -> {
                visitor.foreign(message, fault);
                yield true;
            }
            case DeadLetterHeaders letter -> {
                DeadLetter dead = new DeadLetter(message, letter);
                yield !filter.accepts(dead) || visitor.letter(dead);
            }
        });
    }

    /** The record at this place, whatever it is; null when there is none. */
    @Nullable InboundMessage record(RecordPosition place) {
        return topics.read(place);
    }
}
