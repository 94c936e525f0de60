package dev.tapedeck.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OutgoingChannelsTest {

    private static final Pattern CHANNEL = Pattern.compile("(mp\\.messaging\\.outgoing\\.[^.]+)\\.connector");

    /** With several, a broker that refuses the first and takes the second brings the producer almost to a stop. */
    @Test
    void everyProducerHasOneRequestUnderWay() throws IOException {
        Properties settings = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/application.properties")) {
            settings.load(Objects.requireNonNull(in));
        }
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
