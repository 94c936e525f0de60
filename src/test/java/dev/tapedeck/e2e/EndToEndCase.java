package dev.tapedeck.e2e;

import java.util.List;

/**
 * One case of the table.
 *
 * @param name what the test is called; also the name of the case's snapshot, if it is written
 * @param description what it shows
 * @param payloads the messages, in the order in which they are sent
 * @param outcome what is to become of them
 */
record EndToEndCase(String name, String description, List<Payload> payloads, Outcome outcome) {

    static EndToEndCase written(String name, String description, Payload... payloads) {
        return new EndToEndCase(name, description, List.of(payloads), new Outcome.Written());
    }

    static EndToEndCase dropped(String name, String reason, String description, Payload... payloads) {
        return new EndToEndCase(name, description, List.of(payloads), new Outcome.Dropped(reason));
    }

    static EndToEndCase deadLettered(String name, String reason, String step, Payload payload) {
        return new EndToEndCase(name, reason, List.of(payload), new Outcome.DeadLettered(reason, step));
    }

    static EndToEndCase diverted(String name, String reason, String description, Payload... payloads) {
        return new EndToEndCase(name, description, List.of(payloads), new Outcome.Diverted(reason));
    }

    @Override
    public String toString() {
        return name;
    }
}
