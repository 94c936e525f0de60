package dev.tapedeck.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingChannelsTest {

    private static final Pattern CHANNEL = Pattern.compile("(mp\\.messaging\\.outgoing\\.[^.]+)\\.connector");

    private final Properties settings = new Properties();

    @BeforeEach
    void load() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/application.properties")) {
            settings.load(Objects.requireNonNull(in));
        }
    }

    /** A copy that waits for its turn before the producer has it is sent again by its lane, and then goes out twice. */
    @ParameterizedTest
    @ValueSource(strings = {"dead-letters", "overflow", "replay-events", "log-entries"})
    void whatIsAcknowledgedOneByOneDoesNotQueueBeforeTheProducer(String channel) {
        assertThat(settings).containsEntry("mp.messaging.outgoing." + channel + ".max-inflight-messages", "0");
    }

    /** With several, a broker that refuses the first and takes the second brings the producer almost to a stop. */
    @Test
    void everyProducerHasOneRequestUnderWay() {
        List<String> channels = settings.stringPropertyNames().stream()
                .map(CHANNEL::matcher)
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .toList();
        assertThat(channels)
                .hasSizeGreaterThan(1)
                .allSatisfy(channel ->
                        assertThat(settings).containsEntry(channel + ".max.in.flight.requests.per.connection", "1"));
    }
}
