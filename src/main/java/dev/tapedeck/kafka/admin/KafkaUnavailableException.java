package dev.tapedeck.kafka.admin;

/** Kafka has not done what a command needs; the message says what, in words for people. */
public final class KafkaUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public KafkaUnavailableException(String what, Throwable cause) {
        super(what + ": " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
