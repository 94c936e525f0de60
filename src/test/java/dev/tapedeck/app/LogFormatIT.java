package dev.tapedeck.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tapedeck.testing.Program;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In production a log line is one object of JSON, whose fields are always the same. No server is needed. */
class LogFormatIT {

    private static final Set<String> ALWAYS =
            Set.of("timestamp", "level", "loggerName", "message", "threadName", "mdc");

    @Test
    void everyLineHasTheSameFields() throws IOException {
        Program.Result result = Program.runUntil(
                "Installed features",
                Map.of(
                        "kafka.bootstrap.servers", "127.0.0.1:9",
                        "quarkus.http.port", "0",
                        "quarkus.management.port", "0"));
        ObjectMapper json = new ObjectMapper();
        assertThat(result.lines()).isNotEmpty();
        for (String line : result.lines()) {
            JsonNode event = json.readTree(line);
            Set<String> fields = new HashSet<>();
            event.fieldNames().forEachRemaining(fields::add);
            fields.remove("exception");
            assertThat(fields).as(line).isEqualTo(ALWAYS);
        }
    }
}
