package dev.tapedeck.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpRelayTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void anAnswerThatEndsWithItsConnectionHasAnEnd() throws Exception {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpRelay relay = new HttpRelay("http://127.0.0.1:" + door.getLocalPort());
                HttpClient client = HttpClient.newHttpClient()) {
            Thread.ofVirtual().start(() -> answerOnce(door));
            HttpRequest request = HttpRequest.newBuilder(URI.create(relay.address()))
                    .timeout(LIMIT)
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("refused");
        }
    }

    private static void answerOnce(ServerSocket door) {
        try (Socket socket = door.accept()) {
            HttpMessage.head(socket.getInputStream());
            socket.getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nrefused".getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
