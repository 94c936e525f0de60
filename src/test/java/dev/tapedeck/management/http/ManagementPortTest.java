package dev.tapedeck.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.testing.Operator;
import dev.tapedeck.testing.Operator.Reply;
import dev.tapedeck.testing.WithLocalStack;
import io.quarkus.arc.All;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The management port itself: who may call, what is described, and what becomes of nonsense. */
@QuarkusTest
@WithTestResource(WithLocalStack.class)
@Tag("e2e")
class ManagementPortTest {

    private static final int FORBIDDEN = 403;
    private static final String PROBLEM = "application/problem+json";
    private static final int NONSENSE = 1500;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Inject
    @All
    @SuppressWarnings("NullAway.Init")
    List<Endpoint.Group> all;

    @SuppressWarnings("NullAway.Init") // injected
    @TestHTTPResource(value = "metrics", management = true)
    URI metrics;

    private Operator operator;

    @BeforeEach
    void appear() {
        operator = Operator.at(metrics);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/lanes",
                "/restrictions",
                "/recordings/1/a",
                "/top",
                "/openapi",
                "/",
                "/nowhere",
                "/q/healthy",
                "/q/health/../../lanes",
                "/q/metrics/../../lanes",
                "//lanes",
                "/lanes/",
                "/q/metrics/x",
                "/q/metricsx",
                "/q/info"
            })
    void allButHealthAndMetricsNeedTheToken(String path) {
        for (String header : new String[] {null, "", "Bearer", "Bearer wrong-token-of-the-tests", "Basic YTpi"}) {
            Reply reply = operator.with(header).get(metrics.resolve("/") + path.substring(1));
            assertThat(reply.status()).as("%s with %s", path, header).isEqualTo(FORBIDDEN);
            assertThat(reply.contentType()).isEqualTo(PROBLEM);
            assertThat(reply.json().toString()).doesNotContain(WithLocalStack.TOKEN);
        }
        assertThat(operator.get(metrics.resolve("/") + path.substring(1)).status())
                .isNotEqualTo(FORBIDDEN);
    }

    /** Whoever may reach the port could have it wait for, and hold, whatever they announce. */
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "multipart/form-data; boundary=x"})
    void noBodyIsWaitedFor(String type) throws IOException {
        try (Socket socket = new Socket(metrics.getHost(), metrics.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(("POST /lanes/0/pause HTTP/1.1\r\nHost: x\r\nContent-Type: " + type
                            + "\r\nContent-Length: 10000000\r\n\r\n--x\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 4".length());
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics"})
    void healthAndMetricsNeedNone(String path) {
        assertThat(operator.with(null).get(path).status()).isNotEqualTo(FORBIDDEN);
    }

    @Test
    void exactlyWhatIsThereIsDescribed() {
        JsonNode description = operator.get("/openapi").json();
        List<String> described = new ArrayList<>();
        description
                .path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(all.stream()
                        .flatMap(some -> some.endpoints().stream())
                        .map(one -> one.method() + " " + one.path().replaceAll(":(\\w+)", "{$1}")))
                .containsExactlyInAnyOrderElementsOf(described);
        assertThat(description.path("openapi").asText()).startsWith("3.");
        for (JsonNode reference : description.findValues("$ref")) {
            assertThat(description.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
    }

    @Test
    void answersHaveTheFieldsThatAreDescribed() {
        JsonNode schemas = operator.get("/openapi").json().at("/components/schemas");
        assertDescribed(schemas.path("Lanes"), operator.get("/lanes").json());
        assertDescribed(
                schemas.path("Lane"),
                operator.get("/lanes").json().path("lanes").path(0));
        assertDescribed(
                schemas.path("Restrictions"), operator.get("/restrictions").json());
        assertDescribed(schemas.path("Reload"), operator.post("/restrictions").json());
        assertDescribed(schemas.path("Top"), operator.get("/top").json());
        JsonNode recording = operator.get("/recordings/1/nobody").json();
        assertDescribed(schemas.path("Recording"), recording);
        assertDescribed(schemas.path("Verdicts"), recording.path("verdicts"));
        assertDescribed(schemas.at("/Blocks/oneOf/0"), recording.path("blocks"));
        assertDescribed(schemas.path("Problem"), operator.get("/top?limit=0").json());
    }

    private static void assertDescribed(JsonNode schema, JsonNode answer) {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        List<String> known = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        List<String> found = new ArrayList<>();
        answer.fieldNames().forEachRemaining(found::add);
        assertThat(found).isSubsetOf(known).containsAll(required);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /recordings/0/a 400",
                "GET /recordings/-1/a 400",
                "GET /recordings/99999999999/a 400",
                "GET /recordings/2147483648/a 400",
                "GET /recordings/x/a 400",
                "GET /top?limit=0 400",
                "GET /top?limit=1001 400",
                "GET /top?limit= 400",
                "POST /lanes/x/pause 400",
                "POST /lanes/99999/resume 404",
                "PUT /restrictions 405",
                "GET /lanes/0/pause 405",
                "POST /recordings/1/a 405"
            })
    void mistakesAreProblems(String given) {
        String[] parts = given.split(" ");
        Reply reply = operator.call(parts[0], parts[1]);
        assertThat(reply.status()).isEqualTo(Integer.parseInt(parts[2]));
        assertThat(reply.contentType()).isEqualTo(PROBLEM);
        assertThat(reply.json().path("status").asInt()).isEqualTo(reply.status());
    }

    @Test
    void sessionIdsHaveALimit() {
        assertThat(operator.get("/recordings/1/" + "x".repeat(200)).status()).isEqualTo(200);
        assertThat(operator.get("/recordings/1/" + "x".repeat(201)).status()).isEqualTo(400);
        assertThat(operator.get("/recordings/1/a%2Fb%00%C3%A4")
                        .json()
                        .path("session")
                        .asText())
                .isEqualTo("a/b\0ä");
    }

    @Test
    void aQueryThatCannotBeDecodedIsRefused() throws IOException {
        String request = "GET /top?limit=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + WithLocalStack.TOKEN + "\r\n\r\n";
        assertThat(status(request)).isEqualTo(400);
    }

    @Test
    void aLargeBodyIsRefused() throws IOException {
        String head = "POST /restrictions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + WithLocalStack.TOKEN + "\r\nContent-Length: ";
        assertThat(status(head + "1024\r\n\r\n" + "x".repeat(1024))).isEqualTo(200);
        assertThat(status(head + "1025\r\n\r\n" + "x".repeat(1025))).isEqualTo(413);
    }

    /** Whatever is sent, the service never says that it is its own fault. */
    @Test
    void nonsenseIsTheCallersFault() throws IOException {
        Random random = new Random(20_261_124);
        for (int i = 0; i < NONSENSE; i++) {
            String request = nonsense(random);
            assertThat(status(request)).as(request).isBetween(100, 499);
        }
    }

    private static String nonsense(Random random) {
        String[] methods = {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"};
        String[] pieces = {
            "/lanes",
            "/recordings",
            "/restrictions",
            "/top",
            "/openapi",
            "/pause",
            "/resume",
            "/1",
            "/0",
            "/-1",
            "/",
            "//",
            "/..",
            "/.",
            "%",
            "%2",
            "%zz",
            "%00",
            "%2F",
            "%2e%2e",
            "%ff%fe",
            "%c3%a4",
            "%F0%9F%98%80",
            "%ud800",
            "\u00e4",
            "?",
            "?limit=",
            "&",
            "=",
            "+",
            "limit=5",
            "%25",
            ";",
            ":",
            "*",
            "{",
            "}",
            "|",
            "\\",
            "'",
            "\"",
            "<",
            "^",
            "`",
            "~",
            "99999999999999999999",
            "2147483647",
            "x".repeat(300),
            "[",
            "]",
            "@",
            "#",
            "a"
        };
        StringBuilder target = new StringBuilder(pieces[random.nextInt(7)]);
        int parts = random.nextInt(8);
        for (int i = 0; i < parts; i++) {
            target.append(pieces[random.nextInt(pieces.length)]);
        }
        String body = random.nextInt(4) == 0 ? "x".repeat(random.nextInt(3000)) : "";
        return methods[random.nextInt(methods.length)] + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Authorization: Bearer " + WithLocalStack.TOKEN + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private int status(String request) throws IOException {
        try (Socket socket = new Socket(metrics.getHost(), metrics.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] line = in.readNBytes("HTTP/1.1 200".length());
            String start = new String(line, StandardCharsets.ISO_8859_1);
            assertThat(start).startsWith("HTTP/1.");
            return Integer.parseInt(start.substring(start.length() - 3));
        }
    }
}
