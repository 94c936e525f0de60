package dev.tapedeck.diagnostics;

import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/** What a failure says, in words for an operator. */
public final class Causes {

    private static final int LONGEST = 200;

    /** All that some clients keep of why a certificate was refused. */
    private static final List<String> UNTRUSTED = List.of("PKIX path", "SSL handshake failed");

    private static final Pattern ASKED_FOR =
            Pattern.compile("Received fatal alert: (certificate_required|bad_certificate)");

    private Causes() {}

    /** Whether a message of the failure, or of one of its causes, has these words. */
    public static boolean say(Throwable failure, String words) {
        for (Throwable one = failure; one != null; one = one.getCause() == one ? null : one.getCause()) {
            if (String.valueOf(one.getMessage()).contains(words)) {
                return true;
            }
        }
        return false;
    }

    /** The innermost cause in one clause: the first line of its message, without credentials of addresses, and not long. */
    public static String words(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof TimeoutException || root instanceof io.smallrye.mutiny.TimeoutException) {
            return "no answer in time";
        }
        String message = root.getMessage() == null ? "" : root.getMessage().strip();
        String line = Addresses.shown(
                message.lines().findFirst().orElse(root.getClass().getSimpleName()));
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /**
     * What is wrong with a certificate, in one clause. A server that asks for a certificate of the client is not one that is distrusted.
     *
     * @param server such as "Kafka at kafka:9093"
     */
    public static String certificateClause(String server, Throwable failure) {
        String words = words(failure);
        // The client's own alert has the same name.
        return ASKED_FOR.matcher(words).find()
                ? server + " asks for a certificate of this client (" + words + ")"
                : server + " shows no certificate that is trusted (" + words + ")";
    }

    /** Whether it failed because a server's certificate is not trusted, or because the two found no way to speak TLS. */
    public static boolean failedHandshake(Throwable failure) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            String message = String.valueOf(one.getMessage());
            if (UNTRUSTED.stream().anyMatch(message::contains)
                    || one instanceof SSLHandshakeException
                    || one instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
