package dev.tapedeck.diagnostics;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Why a client got no answer from a server, found by connecting to its port once more. Clients themselves often say no more than
 * that time is up.
 *
 * @param outcome what happened
 * @param clause the same in words, such as "nothing listens there"
 */
public record PortDiagnosis(Outcome outcome, String clause) {

    private static final int CONNECT_MILLIS = 3_000;
    private static final int HANDSHAKE_MILLIS = 2_000;

    /** The first host and port of an address, or of a list of addresses. */
    private static final Pattern HOST =
            Pattern.compile("^(?:[\\w+.-]+://)?(?:[^@/,\\s]*@)?(\\[[^]]+]|[^:/,?\\s]+)(?::(\\d{1,5}))?(?=[/,?]|$)");

    /** What happened. */
    public enum Outcome {
        NO_ADDRESS,
        NO_SUCH_HOST,
        REFUSED,
        SILENT,
        UNREACHABLE,
        /** It does not speak TLS, and the client does. */
        PLAIN,
        /** It speaks TLS, and the client does not. */
        TLS,
        /** It lets itself be connected to; the reason is another one. */
        OPEN
    }

    /**
     * Connects, and where it can also begins to speak TLS; sends nothing else. Blocks for at most five seconds beside the look-up
     * of the name, so it is for worker threads.
     *
     * @param address a URL, or host and port; of a list only the first one counts
     * @param tls whether the client speaks TLS as soon as it is connected
     * @param failure what the client said, for where the port is open
     */
    public static PortDiagnosis of(String address, boolean tls, Throwable failure) {
        Matcher matcher = HOST.matcher(address.strip());
        if (!matcher.find()) {
            return new PortDiagnosis(Outcome.NO_ADDRESS, "that is no address");
        }
        String port = matcher.group(2) == null ? address.startsWith("https") ? "443" : "80" : matcher.group(2);
        InetSocketAddress server = new InetSocketAddress(
                matcher.group(1).replaceAll("[\\[\\]]", ""), Math.min(Integer.parseInt(port), 65_535));
        if (server.isUnresolved()) {
            return new PortDiagnosis(Outcome.NO_SUCH_HOST, "the name " + server.getHostString() + " cannot be found");
        }
        return connect(server, tls, failure);
    }

    private static PortDiagnosis connect(InetSocketAddress server, boolean tls, Throwable failure) {
        try (Socket socket = new Socket()) {
            socket.connect(server, CONNECT_MILLIS);
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            boolean speaksTls = speaksTls(socket, server);
            if (speaksTls == tls) {
                return new PortDiagnosis(Outcome.OPEN, Causes.words(failure));
            }
            return tls
                    ? new PortDiagnosis(Outcome.PLAIN, "TLS is spoken to a port that does not speak it")
                    : new PortDiagnosis(Outcome.TLS, "that port speaks TLS, and no TLS is spoken to it");
        } catch (SocketTimeoutException e) {
            return new PortDiagnosis(Outcome.SILENT, "it gives no sign, as behind a firewall");
        } catch (ConnectException e) {
            return new PortDiagnosis(Outcome.REFUSED, "the connection is refused: nothing listens there");
        } catch (IOException e) {
            return new PortDiagnosis(Outcome.UNREACHABLE, "it cannot be reached: " + Causes.words(e));
        }
    }

    /** Whoever it is may be spoken to here: it is told nothing. */
    private static boolean speaksTls(Socket socket, InetSocketAddress server) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            SSLSocket client = (SSLSocket)
                    context.getSocketFactory().createSocket(socket, server.getHostString(), server.getPort(), false);
            client.startHandshake();
            return true;
        } catch (SSLException e) {
            // An alert is an answer in TLS; anything else is not.
            return String.valueOf(e.getMessage()).contains("alert");
        } catch (IOException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /**
     * What to do about it.
     *
     * @param key the one with the address
     * @param plain how to speak without TLS
     * @param encrypted how to speak TLS
     * @param otherwise for a port that is open
     */
    public String remedy(String key, String plain, String encrypted, String otherwise) {
        return switch (outcome) {
            case NO_ADDRESS, NO_SUCH_HOST -> "set " + key + " to a name that can be found from here";
            case REFUSED -> "start it, or set " + key + " to where it is";
            case SILENT, UNREACHABLE -> "let the network pass connections to it, or set " + key + " to where it is";
            case PLAIN -> plain;
            case TLS -> encrypted;
            case OPEN -> otherwise;
        };
    }

    private static final class Anybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
