package dev.tapedeck.localstack;

import java.util.Map;

/** Apache Kafka, one node. The program creates the topics before it says that it is up. */
record KafkaPart(Folders folders, int port, int partitions) implements Part {

    /** Several messages of the largest size at once. */
    private static final String HEAP = "640m";

    @Override
    public PartName name() {
        return PartName.KAFKA;
    }

    @Override
    public ProcessBuilder command() {
        return JavaProgram.command(
                folders.jar(name()),
                HEAP,
                Integer.toString(port),
                folders.data(name()).toString(),
                Integer.toString(partitions));
    }

    @Override
    public Readiness readiness() {
        return new Readiness.SaysUp();
    }

    @Override
    public Map<String, String> addresses() {
        return Map.of("kafka.bootstrap.servers", "127.0.0.1:" + port);
    }
}
