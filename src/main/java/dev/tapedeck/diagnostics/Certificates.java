package dev.tapedeck.diagnostics;

import java.security.cert.CertificateException;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/** What failures say about certificates. */
public final class Certificates {

    /** What is left of the reason where a client keeps its words alone. */
    private static final List<String> WORDS = List.of("PKIX path", "SSL handshake failed");

    private static final Pattern ASKED_FOR =
            Pattern.compile("Received fatal alert: (certificate_required|bad_certificate)");

    private Certificates() {}

    /**
     * What is wrong, in one clause. A server that asks for a certificate of the client is not one that is distrusted.
     *
     * @param server such as "Kafka at kafka:9093"
     */
    public static String clause(String server, Throwable failure) {
        String words = Causes.words(failure);
        // The client's own alert has the same name.
        return ASKED_FOR.matcher(words).find()
                ? server + " asks for a certificate of this client (" + words + ")"
                : server + " shows no certificate that is trusted (" + words + ")";
    }

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
