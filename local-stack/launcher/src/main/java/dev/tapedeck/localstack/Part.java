package dev.tapedeck.localstack;

import java.io.IOException;
import java.util.Map;

/** One server of the stack: how it is prepared, started and asked whether it is up. */
sealed interface Part permits KafkaPart, S3Part, PostgresPart, RedisPart, ClickHousePart {

    PartName name();

    /** The port on loopback. */
    int port();

    /** What has to be there before the first start, such as binaries; may take long when something is fetched. */
    default void prepare() throws IOException, InterruptedException, StackException {}

    /** The command that becomes the server. Its standard error, and output unless it is read, go to the log. */
    ProcessBuilder command() throws IOException, StackException;

    Readiness readiness();

    /** What has to be set up in the server after its first start. Done at every start of the stack, so repeatable. */
    default void setUp() throws IOException, InterruptedException, StackException {}

    /** The signal that ends the server in order without waiting for its clients. */
    default Signal stopSignal() {
        return Signal.TERM;
    }

    /** Addresses and credentials, by the keys of the env file. */
    Map<String, String> addresses();
}
