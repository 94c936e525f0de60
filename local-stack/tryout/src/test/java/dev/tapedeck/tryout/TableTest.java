package dev.tapedeck.tryout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsWhatStandsInThem() {
        List<String> lines = Table.aligned(List.of(
                List.of("session", "events", "bytes in", "first URL"),
                List.of("an-id-that-is-longer-than-the-heading", "123456789", "123456.7 kB", "https://example.com"),
                List.of("b", "1", "0.1 kB", "-")));
        assertEquals(
                List.of(
                        "session                                   events     bytes in  first URL",
                        "an-id-that-is-longer-than-the-heading  123456789  123456.7 kB  https://example.com",
                        "b                                              1       0.1 kB  -"),
                lines);
    }
}
