package dev.tapedeck.management.http;

import dev.tapedeck.management.ManagementConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets a call in that carries the token. Digests are compared, in constant time, so that neither the token's text nor its
 * length can be learnt from how long an answer takes.
 */
@Singleton
class TokenGuard {

    private static final Logger LOG = Logger.getLogger(TokenGuard.class);

    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] expected;
    private final AtomicBoolean told = new AtomicBoolean();

    TokenGuard(ManagementConfig config) {
        expected = config.token().map(TokenGuard::digest).orElse(null);
    }

    /** Whether the call may pass. The first one that may not is logged. Any thread. */
    boolean admits(RoutingContext call) {
        boolean admitted = admits(call.request().getHeader(HttpHeaders.AUTHORIZATION));
        if (!admitted && told.compareAndSet(false, true)) {
            LOG.warn(
                    expected == null
                            ? "a call to the management port was refused: tapedeck.operate.token is not set, "
                                    + "so that only health and metrics are open. Further ones are not logged"
                            : "a call to the management port was refused: it did not carry the token. "
                                    + "Further ones are not logged");
        }
        return admitted;
    }

    boolean admits(@Nullable String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String token = bearer && authorization != null ? authorization.substring(SCHEME.length()) : "";
        byte[] presented = digest(token);
        return expected != null && MessageDigest.isEqual(expected, presented);
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
