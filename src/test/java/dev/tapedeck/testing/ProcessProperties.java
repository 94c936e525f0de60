package dev.tapedeck.testing;

import java.util.Map;

/** Properties of this process, until it is closed. */
public record ProcessProperties(Map<String, String> values) implements AutoCloseable {

    public ProcessProperties {
        values.forEach(System::setProperty);
    }

    @Override
    public void close() {
        values.keySet().forEach(System::clearProperty);
    }
}
