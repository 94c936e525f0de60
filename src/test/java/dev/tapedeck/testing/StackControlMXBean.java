package dev.tapedeck.testing;

import java.util.Map;

/** The running stack as all class loaders of this JVM can reach it. */
public interface StackControlMXBean {

    /** What the launcher wrote into its file of addresses. */
    Map<String, String> getAddresses();

    /** Sends one command to the launcher and returns what follows {@code OK} in its answer. */
    String command(String line);
}
