package dev.tapedeck.management;

import jakarta.inject.Singleton;

/** What this instance calls itself: several may run, and each knows only its own. */
@Singleton
public class InstanceName {

    private final String name;

    InstanceName(ManagementConfig config) {
        String host = System.getenv("HOSTNAME");
        String fallback = host == null || host.isBlank()
                ? "process " + ProcessHandle.current().pid()
                : host;
        name = config.instance().orElse(fallback);
    }

    @Override
    public String toString() {
        return name;
    }
}
