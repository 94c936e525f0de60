package dev.tapedeck.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for Amazon's token service and for one of OAuth: gives credentials for the token of a service account, and tokens for a secret. */
public final class TokenServer implements AutoCloseable {

    private static final String ROLE = "arn:aws:iam::000000000000:role/tapedeck";
    private static final int OK = 200;
    private static final long LIFE_SECONDS = 3600;

    private final HttpServer server;
    private final Path token;
    private final String keyId;
    private final String secret;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /**
     * Starts it.
     *
     * @param keyId the access key that a role's credentials have
     * @param secret its secret
     */
    public TokenServer(String keyId, String secret) {
        this.keyId = keyId;
        this.secret = secret;
        try {
            token = Files.writeString(Files.createTempFile("web-identity", ".token"), "of-the-service-account");
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> answer(exchange, "text/xml", credentials()));
        server.createContext("/oauth", exchange -> answer(exchange, "application/json", accessToken()));
        server.start();
    }

    /** Where tokens of OAuth are. */
    public String tokens() {
        return address() + "/oauth/token";
    }

    /** The properties of a process that has a web identity. Amazon sets the same in the environment of a pod. */
    public Map<String, String> webIdentity() {
        return Map.of(
                "aws.roleArn",
                ROLE,
                "aws.webIdentityTokenFile",
                token.toString(),
                "aws.region",
                "eu-central-1",
                "aws.endpointUrlSts",
                address());
    }

    /** The bodies of all requests. */
    public List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
        try {
            Files.deleteIfExists(token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, String type, String text) throws IOException {
        asked.add(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()) + " "
                + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(OK, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String credentials() {
        return """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <AssumedRoleUser><Arn>%s</Arn><AssumedRoleId>tapedeck</AssumedRoleId></AssumedRoleUser>
                    <Credentials>
                      <AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
                      <SessionToken>of-the-session</SessionToken><Expiration>%s</Expiration>
                    </Credentials>
                  </AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """.formatted(ROLE, keyId, secret, Instant.now().plusSeconds(LIFE_SECONDS));
    }

    private static String accessToken() {
        long now = Instant.now().getEpochSecond();
        String claims = "{\"sub\":\"tapedeck\",\"iat\":%d,\"exp\":%d}".formatted(now, now + LIFE_SECONDS);
        String jwt = part("{\"alg\":\"RS256\"}") + '.' + part(claims) + '.' + part("of the test");
        return "{\"access_token\":\"" + jwt + "\",\"token_type\":\"Bearer\",\"expires_in\":" + LIFE_SECONDS + "}";
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
