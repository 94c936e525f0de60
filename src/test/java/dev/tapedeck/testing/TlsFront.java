package dev.tapedeck.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Speaks TLS with clients and passes what they say on to a server that does not, byte for byte. */
public final class TlsFront implements AutoCloseable {

    /** What Postgres's clients send before they speak TLS: the length, then the code of the request. */
    private static final int POSTGRES_REQUEST = 8;

    private final Door door = new Door();
    private final SSLContext context;
    private final InetSocketAddress server;
    private final boolean postgres;

    private TlsFront(Certificates certificates, InetSocketAddress server, boolean postgres) {
        this.context = certificates.serverContext();
        this.server = server;
        this.postgres = postgres;
        door.open(this::serve);
    }

    /** In front of a server whose protocol begins with TLS at once. */
    public static TlsFront of(Certificates certificates, String host, int port) {
        return new TlsFront(certificates, new InetSocketAddress(host, port), false);
    }

    /** In front of Postgres, whose clients ask for TLS first. */
    public static TlsFront ofPostgres(Certificates certificates, String host, int port) {
        return new TlsFront(certificates, new InetSocketAddress(host, port), true);
    }

    public int port() {
        return door.port();
    }

    @Override
    public void close() {
        door.close();
    }

    private void serve(Socket plain) {
        try (plain) {
            if (postgres) {
                plain.getInputStream().readNBytes(POSTGRES_REQUEST);
                plain.getOutputStream().write('S');
            }
            SSLSocket client = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, server.getHostString(), plain.getPort(), true);
            client.setUseClientMode(false);
            client.startHandshake();
            try (Socket behind = new Socket()) {
                behind.connect(server);
                Thread back = Thread.ofVirtual().start(() -> pass(behind, client));
                pass(client, behind);
                back.join();
            }
        } catch (IOException e) {
            // The client hears of it: its connection ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // One of them has gone; both are closed.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
