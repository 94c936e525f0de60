package dev.tapedeck.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes bytes on to a server, until its connections are silenced: nobody closes them, and nothing comes through any more, as
 * when a firewall on the way has forgotten them. New connections are as good as before, unless they are accepted in silence.
 */
public final class SilentRelay implements AutoCloseable {

    private static final int CHUNK = 16 << 10;

    private final Door door = new Door();
    private final String host;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
    private volatile boolean accepting = true;

    public SilentRelay(String host, int port) {
        this.host = host;
        this.port = port;
        door.open(this::serve);
    }

    public int port() {
        return door.port();
    }

    /** From now on nothing comes through the connections that there are; answers how many they are. */
    public int silence() {
        silent.addAll(open);
        return silent.size();
    }

    /** The same, and new connections meet the silence as well, until {@link #recover}; answers how many it found. */
    public int silenceAll() {
        accepting = false;
        return silence();
    }

    /** New connections pass again; those that have met the silence stay silent. */
    public void recover() {
        accepting = true;
    }

    /** Closes all connections. */
    @Override
    public void close() {
        door.close();
        try {
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket client) {
        try {
            Socket server = new Socket(host, port);
            open.add(client);
            if (!accepting) {
                silent.add(client);
            }
            Thread.ofVirtual().start(() -> pass(client, server, client));
            pass(client, client, server);
        } catch (IOException e) {
            // The server is away.
        }
    }

    private void pass(Socket client, Socket from, Socket to) {
        try (client;
                from;
                to) {
            byte[] chunk = new byte[CHUNK];
            for (int read = from.getInputStream().read(chunk);
                    read >= 0;
                    read = from.getInputStream().read(chunk)) {
                if (!silent.contains(client)) {
                    to.getOutputStream().write(chunk, 0, read);
                }
            }
        } catch (IOException e) {
            // One of the two has closed it.
        } finally {
            open.remove(client);
            silent.remove(client);
        }
    }
}
