package dev.tapedeck.tryout;

import dev.tapedeck.readback.StackAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Starts the five servers. */
final class LocalStack {

    private static final long FIRST_FETCH_MINUTES = 20;

    /** Another program may take a port between its choice and its use. */
    private static final int ATTEMPTS = 3;

    /** What the launcher and the servers say of a port that they cannot have. */
    private static final String TAKEN = "in use";

    private final Options options;
    private final Children children;
    private final Terminal terminal;

    LocalStack(Options options, Children children, Terminal terminal) {
        this.options = options;
        this.children = children;
        this.terminal = terminal;
    }

    /** Starts them with no data and returns their addresses once all are up. On the usual ports, if that is asked for and they are free. */
    StackAddresses start() throws IOException, InterruptedException, TryoutException {
        if (!Files.exists(options.launcher())) {
            throw new TryoutException(options.launcher() + " is missing: package local-stack first");
        }
        String ports = options.once() ? "free" : "fixed";
        for (int attempt = 1; ; attempt++) {
            Start start = new Start(ports);
            if (start.ready()) {
                return StackAddresses.read(start.addresses);
            }
            if (!start.portTaken || attempt == ATTEMPTS) {
                throw new TryoutException("the local stack did not start; the lines above say which part");
            }
            terminal.say("a port is in use, by another copy perhaps: starting on other ports");
            ports = "free";
        }
    }

    /** One attempt. */
    private final class Start {

        private final Path addresses = options.data().resolve("addresses.properties");
        private final CountDownLatch ready = new CountDownLatch(1);
        private final Child launcher;
        private volatile boolean portTaken;

        Start(String ports) throws IOException {
            ProcessBuilder command = new ProcessBuilder(
                    Java.program(),
                    "-jar",
                    options.launcher().toString(),
                    "--ports=" + ports,
                    "--data=" + options.data(),
                    "--fresh",
                    "--clickhouse-sql=" + options.project().resolve("src/main/resources/clickhouse"),
                    "--env-file=" + addresses,
                    "--stop-on-eof");
            launcher = children.add(Child.start("local stack", command, true, this::hear));
        }

        private void hear(String line) {
            if (line.equals("READY")) {
                ready.countDown();
                return;
            }
            portTaken |= line.contains(TAKEN);
            terminal.say("stack", line);
        }

        /** Waits; false when the launcher has ended. */
        boolean ready() throws InterruptedException, TryoutException {
            for (long second = 0; !ready.await(1, TimeUnit.SECONDS); second++) {
                if (!launcher.alive()) {
                    children.stop(launcher);
                    return false;
                }
                if (second > TimeUnit.MINUTES.toSeconds(FIRST_FETCH_MINUTES)) {
                    throw new TryoutException("the local stack is not up after " + FIRST_FETCH_MINUTES + " minutes");
                }
            }
            return true;
        }
    }
}
