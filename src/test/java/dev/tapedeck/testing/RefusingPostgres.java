package dev.tapedeck.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/** Answers whoever connects as Postgres does, or PgBouncer, that does not let them in. */
public final class RefusingPostgres implements AutoCloseable {

    private final Door door = new Door();
    private final byte[] refusal;

    public RefusingPostgres(String state, String message) {
        this.refusal = refusal(state, message);
        door.open(this::serve);
    }

    public int port() {
        return door.port();
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            // The first message has no type: its length, which counts itself, and the rest.
            in.skipNBytes(in.readInt() - Integer.BYTES);
            client.getOutputStream().write(refusal);
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private static byte[] refusal(String state, String message) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        fields.writeBytes(("SFATAL\0VFATAL\0C" + state + "\0M" + message + "\0\0").getBytes(UTF_8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte('E');
            out.writeInt(fields.size() + Integer.BYTES);
            fields.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        door.close();
    }
}
