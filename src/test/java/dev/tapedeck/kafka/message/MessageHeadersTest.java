package dev.tapedeck.kafka.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHeadersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"token", "", "gr\u00f6\u00dfe", "\u65e5\u672c", "\ud83d\ude00", "a\u00e9\u20ac\ud83d\ude00"})
    void namesCountWithTheBytesThatTheyHaveOnTheWire(String name) {
        MessageHeaders headers = new MessageHeaders(List.of(new MessageHeaders.Entry(name, new byte[7])));
        assertThat(headers.bytes()).isEqualTo(name.getBytes(StandardCharsets.UTF_8).length + 7);
    }
}
