package dev.tapedeck.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** A free port on loopback; whoever connects to it is served by a virtual thread of its own. */
final class Door implements AutoCloseable {

    private static final int WAITING = 50;

    private final ServerSocket socket;

    Door() {
        try {
            socket = new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Lets clients in, until it is closed. */
    void open(Consumer<Socket> host) {
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    Thread.ofVirtual().start(() -> host.accept(client));
                } catch (IOException e) {
                    // Closed, or a client that has gone.
                }
            }
        });
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
