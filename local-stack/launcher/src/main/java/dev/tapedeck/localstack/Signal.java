package dev.tapedeck.localstack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Signals for processes. The JDK sends only TERM and KILL; the shell, which every Unix has, sends all. */
enum Signal {
    TERM,
    INT,
    STOP,
    CONT;

    /** Sends the signal to each process that is there. */
    void send(Collection<Long> ids) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -" + name() + " \"$@\" 2>/dev/null", "sh"));
        ids.forEach(id -> command.add(Long.toString(id)));
        new ProcessBuilder(command).start().waitFor();
    }
}
