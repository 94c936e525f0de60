package dev.tapedeck.localstack;

import java.util.Arrays;
import java.util.Optional;

/** The servers of the stack, with the port that each has unless free ports are asked for. */
enum PartName {
    KAFKA(9092),
    S3(8333),
    POSTGRES(5432),
    REDIS(6379),
    CLICKHOUSE(8123);

    private final int fixedPort;

    PartName(int fixedPort) {
        this.fixedPort = fixedPort;
    }

    static Optional<PartName> of(String text) {
        return Arrays.stream(values()).filter(name -> name.text().equals(text)).findFirst();
    }

    int fixedPort() {
        return fixedPort;
    }

    /** The name in options, commands, files and messages. */
    String text() {
        return name().toLowerCase();
    }
}
