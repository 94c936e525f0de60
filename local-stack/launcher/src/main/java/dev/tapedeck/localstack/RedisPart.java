package dev.tapedeck.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Redis: a static binary. Every write goes to its append-only file, so that a killed server comes back with its data.
 */
record RedisPart(Folders folders, Cache cache, Versions versions, int port) implements Part {

    private static final int PROBE_MILLIS = 1000;

    @Override
    public PartName name() {
        return PartName.REDIS;
    }

    @Override
    public void prepare() throws IOException, InterruptedException, StackException {
        Files.createDirectories(folders.data(name()));
        cache.folder("redis", versions.redis(), this::copyBinary);
    }

    @Override
    public ProcessBuilder command() {
        Path binary = cache.root().resolve(Path.of("redis", versions.redis(), "redis-server"));
        return new ProcessBuilder(
                binary.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folders.data(name()).toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "no");
    }

    @Override
    public Readiness readiness() {
        return new Readiness.Answers(this::pong);
    }

    @Override
    public Map<String, String> addresses() {
        return Map.of("redis.url", "redis://127.0.0.1:" + port);
    }

    private boolean pong() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            // While it reads its file it answers with an error.
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    private void copyBinary(Path folder) throws IOException, StackException {
        Platform platform = Platform.current();
        String resource = "/redis-server-" + versions.redis() + "-" + platform.system() + "-"
                + platform.machine("amd64", "arm64");
        Path binary = folder.resolve("redis-server");
        try (InputStream in = RedisPart.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new StackException("the jar with Redis has no " + resource);
            }
            Files.copy(in, binary);
        }
        if (!binary.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + binary + " executable");
        }
    }
}
