package dev.tapedeck.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The program: the service when called without arguments, else one command that does its work and ends. */
@QuarkusMain
public final class Tapedeck {

    private Tapedeck() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
            return;
        }
        asCommand();
        Quarkus.run(CommandLine.class, arguments);
    }

    /** A command must not take partitions from the service, nor its ports. */
    private static void asCommand() {
        System.setProperty("mp.messaging.incoming.recordings.enabled", "false");
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.management.host-enabled", "false");
        for (String channel : new String[] {"dead-letters", "overflow", "ingestion-warnings"}) {
            System.setProperty("mp.messaging.outgoing." + channel + ".lazy-client", "true");
        }
        System.setProperty("quarkus.log.level", "WARN");
        // It misses the channel that is off.
        System.setProperty("quarkus.log.category.\"io.smallrye.reactive.messaging.provider\".level", "ERROR");
        System.setProperty("quarkus.log.console.json.enabled", "false");
        System.setProperty("quarkus.log.console.stderr", "true");
    }
}
