package dev.tapedeck.telemetry;

import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;

/** What failures say about certificates. */
public final class Certificates {

    /** What is left of the reason where a client keeps its words alone. */
    private static final List<String> WORDS = List.of("PKIX path", "SSL handshake failed");

    private Certificates() {}

    /** Whether it failed because a server's certificate is not trusted, or because the two found no way to speak TLS. */
    public static boolean refused(Throwable failure) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            String message = String.valueOf(one.getMessage());
            if (WORDS.stream().anyMatch(message::contains)
                    || one instanceof SSLHandshakeException
                    || one instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
