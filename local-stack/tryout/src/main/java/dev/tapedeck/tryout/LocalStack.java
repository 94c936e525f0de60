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

    private LocalStack() {}

    /** Starts them with no data and returns their addresses once all are up. */
    static StackAddresses start(Options options, Children children, Terminal terminal)
            throws IOException, InterruptedException, TryoutException {
        if (!Files.exists(options.launcher())) {
            throw new TryoutException(options.launcher() + " is missing: package local-stack first");
        }
        Path addresses = options.data().resolve("addresses.properties");
        ProcessBuilder command = new ProcessBuilder(
                Java.program(),
                "-jar",
                options.launcher().toString(),
                "--ports=" + (options.once() ? "free" : "fixed"),
                "--data=" + options.data(),
                "--fresh",
                "--clickhouse-sql=" + options.project().resolve("src/main/resources/clickhouse"),
                "--env-file=" + addresses,
                "--stop-on-eof");
        CountDownLatch ready = new CountDownLatch(1);
        Child launcher = children.add(Child.start(command, true, line -> {
            if (line.equals("READY")) {
                ready.countDown();
            } else {
                terminal.say("stack", line);
            }
        }));
        for (long second = 0; !ready.await(1, TimeUnit.SECONDS); second++) {
            if (!launcher.alive()) {
                throw new TryoutException("the local stack did not start; the lines above say which part");
            }
            if (second > TimeUnit.MINUTES.toSeconds(FIRST_FETCH_MINUTES)) {
                throw new TryoutException("the local stack is not up after " + FIRST_FETCH_MINUTES + " minutes");
            }
        }
        return StackAddresses.read(addresses);
    }
}
