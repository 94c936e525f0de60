package dev.tapedeck.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tapedeck.testing.Fault.Moment;
import dev.tapedeck.testing.Fault.Reaction;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Stands before one server and hands every exchange on unchanged, which keeps signatures valid, unless its {@link Fault}
 * says otherwise.
 */
public final class HttpRelay implements AutoCloseable {

    private static final int CONNECT_MILLIS = 2000;

    private final InetSocketAddress server;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<HttpMessage, String> underWay = new ConcurrentHashMap<>();
    private volatile Fault fault = Fault.NONE;

    public HttpRelay(String address) {
        URI uri = URI.create(address);
        server = new InetSocketAddress(uri.getHost(), uri.getPort());
        try {
            door = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** Where the service is to find the server. */
    public String address() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** What goes wrong from now on. */
    public void suffer(Fault next) {
        fault = next;
    }

    /** The exchanges that are not over, and how far each has come. */
    public Collection<String> underWay() {
        return underWay.values();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (exchange(client, in)) {
                client.getOutputStream().flush();
            }
            client.setSoLinger(true, 0);
        } catch (IOException e) {
            // Either end has gone away: so does the connection.
        }
    }

    /** One request and its answer; false when the connection is to be reset. */
    private boolean exchange(Socket client, InputStream in) throws IOException {
        HttpMessage request = request(client, in);
        if (request == null) {
            return false;
        }
        try {
            return exchange(client, request);
        } finally {
            underWay.remove(request);
        }
    }

    private boolean exchange(Socket client, HttpMessage request) throws IOException {
        reached("requested", request);
        switch (fault.at(Moment.REQUESTED, request)) {
            case Reaction.Reset reset -> {
                return false;
            }
            case Reaction.Refuse refusal -> {
                client.getOutputStream().write(refusal(refusal.status()));
                return true;
            }
            case Reaction.Say said -> {
                client.getOutputStream().write(bytes(said));
                return true;
            }
            case Reaction.Pass pass -> {}
        }
        reached("asked", request);
        HttpMessage answer = ask(fault.passes(request));
        reached("answered", request);
        Reaction reaction = fault.at(Moment.ANSWERED, request);
        if (answer == null || !(reaction instanceof Reaction.Say || reaction == Fault.PASS)) {
            return false;
        }
        client.getOutputStream().write(reaction instanceof Reaction.Say said ? bytes(said) : answer.bytes());
        client.getOutputStream().flush();
        return fault.at(Moment.RELAYED, request) == Fault.PASS;
    }

    private void reached(String stage, HttpMessage request) {
        underWay.put(request, stage + " " + request.lines().getFirst());
    }

    private static @Nullable HttpMessage request(Socket client, InputStream in) throws IOException {
        List<String> lines = HttpMessage.head(in);
        if (lines == null) {
            return null;
        }
        HttpMessage head = new HttpMessage(lines, new byte[0]);
        if (head.header("expect").isPresent()) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            client.getOutputStream().flush();
        }
        return new HttpMessage(lines, HttpMessage.body(in, head));
    }

    private @Nullable HttpMessage ask(HttpMessage request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, CONNECT_MILLIS);
            socket.getOutputStream().write(request.bytes());
            socket.getOutputStream().flush();
            return HttpMessage.read(
                    new BufferedInputStream(socket.getInputStream()),
                    request.method().equals("HEAD"));
        }
    }

    private static byte[] bytes(Reaction.Say said) {
        byte[] body = said.body().getBytes(UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n");
        said.headers().forEach(header -> head.append(header).append("\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    private static byte[] refusal(int status) {
        return ("HTTP/1.1 " + status + " Refused\r\nContent-Length: 0\r\n\r\n").getBytes(ISO_8859_1);
    }
}
