package dev.tapedeck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The messages of a recording in a file, one JSON object a line with {@code key}, {@code headers} and {@code value}. */
public final class SampleRecording {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SampleRecording() {}

    /** The sample of this name that the project ships, such as {@code rrweb}. */
    public static List<InboundMessage> shipped(String name) {
        try (InputStream in = SampleRecording.class.getResourceAsStream("/recordings/" + name + ".jsonl.gz")) {
            return read(new GZIPInputStream(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recording in a file, compressed when its name ends so. */
    public static List<InboundMessage> file(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<InboundMessage> read(InputStream in) throws IOException {
        List<InboundMessage> messages = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode message = MAPPER.readTree(line);
            List<MessageHeaders.Entry> headers = new ArrayList<>();
            message.get("headers")
                    .properties()
                    .forEach(
                            header -> headers.add(new MessageHeaders.Entry(header.getKey(), bytes(header.getValue()))));
            messages.add(new InboundMessage(
                    new RecordPosition("recordings", 0, messages.size()),
                    message.get("headers").get("timestamp").asLong(),
                    bytes(message.get("key")),
                    bytes(message.get("value")),
                    new MessageHeaders(headers)));
        }
        return messages;
    }

    private static byte[] bytes(JsonNode text) {
        return text.asText().getBytes(StandardCharsets.UTF_8);
    }
}
