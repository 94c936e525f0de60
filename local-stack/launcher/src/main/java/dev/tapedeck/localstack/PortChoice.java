package dev.tapedeck.localstack;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Which port each part gets. */
final class PortChoice {

    /**
     * Free ports come from below those that the kernel gives to outgoing connections: there, a connection of anyone may
     * take the port between its choice here and its use by the part.
     */
    private static final int LOWEST_FREE = 20_000;

    private static final int HIGHEST_FREE = 32_000;
    private static final int TRIES = 200;

    private final PortClaims claims;

    PortChoice(PortClaims claims) {
        this.claims = claims;
    }

    /** @throws StackException when a fixed port is taken; the message names every such part and port */
    Map<PartName, Integer> of(Options options) throws IOException, StackException {
        return options.ports() == Options.Ports.FREE ? free(options.only()) : fixed(options.only());
    }

    private Map<PartName, Integer> fixed(Collection<PartName> parts) throws StackException {
        Map<PartName, Integer> ports = new EnumMap<>(PartName.class);
        List<String> taken = new ArrayList<>();
        for (PartName part : parts) {
            ports.put(part, part.fixedPort());
            try (ServerSocket socket = open(part.fixedPort())) {
                socket.getLocalPort();
            } catch (IOException e) {
                taken.add(part.text() + ": port " + part.fixedPort() + " is in use");
            }
        }
        if (!taken.isEmpty()) {
            throw new StackException(String.join("\n", taken));
        }
        return ports;
    }

    /** Holds all sockets until the last one is open, so that no port is chosen twice. */
    private Map<PartName, Integer> free(Collection<PartName> parts) throws IOException {
        Map<PartName, Integer> ports = new EnumMap<>(PartName.class);
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (PartName part : parts) {
                ServerSocket socket = openFree();
                open.add(socket);
                ports.put(part, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : open) {
                socket.close();
            }
        }
        return ports;
    }

    private ServerSocket openFree() throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                return open(ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE));
            } catch (BindException taken) {
                // The next one, by chance, is another.
            }
        }
        throw new IOException("no free port was found from " + LOWEST_FREE + " to " + HIGHEST_FREE);
    }

    private ServerSocket open(int port) throws IOException {
        if (!claims.claim(port)) {
            throw new BindException("another local stack has port " + port);
        }
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
