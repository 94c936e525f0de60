package dev.tapedeck.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** A proxy before an S3 server that does to requests what proxies do. Connections stay open, and answers pass as they come. */
public final class MeddlingProxy implements AutoCloseable {

    private static final String LINE_END = "\r\n";
    private static final String CONTINUE = "HTTP/1.1 100 Continue" + LINE_END + LINE_END;

    private final Door door = new Door();
    private final URI server;
    private final Habit habit;

    /** What it does. */
    public enum Habit {
        /** Takes {@code Expect} away, and nobody answers it. */
        SWALLOWS_CONTINUE("expect:"),
        /** Answers {@code Expect} and lets the server answer it too. */
        DOUBLES_CONTINUE,
        /** Drops what the server needs to tell chunks, trailers and body apart. */
        DROPS_CHUNK_HEADERS("x-amz-decoded-content-length:", "x-amz-trailer:", "content-encoding:");

        private final List<String> dropped;

        Habit(String... dropped) {
            this.dropped = List.of(dropped);
        }

        private boolean drops(String line) {
            return dropped.stream().anyMatch(line.toLowerCase(Locale.ROOT)::startsWith);
        }
    }

    public MeddlingProxy(String server, Habit habit) {
        this.server = URI.create(server);
        this.habit = habit;
        door.open(this::serve);
    }

    public String address() {
        return "http://127.0.0.1:" + door.port();
    }

    @Override
    public void close() {
        door.close();
    }

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket(server.getHost(), server.getPort())) {
            Thread.ofVirtual().start(() -> pass(upstream, client));
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = upstream.getOutputStream();
            for (List<String> lines = HttpMessage.head(in); lines != null; lines = HttpMessage.head(in)) {
                HttpMessage head = new HttpMessage(lines, new byte[0]);
                if (habit == Habit.DOUBLES_CONTINUE && head.header("expect").isPresent()) {
                    client.getOutputStream().write(CONTINUE.getBytes(ISO_8859_1));
                }
                for (String line : lines) {
                    if (!habit.drops(line)) {
                        out.write((line + LINE_END).getBytes(ISO_8859_1));
                    }
                }
                out.write(LINE_END.getBytes(ISO_8859_1));
                out.write(HttpMessage.body(in, head));
                out.flush();
            }
        } catch (IOException e) {
            // Either end has gone.
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Either end has gone.
        }
    }
}
