package dev.tapedeck.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for loopback that nobody trusts but those who are told to, made anew by the JDK's own tool. */
public final class Certificates {

    /** Of the key stores. */
    public static final String PASSWORD = "certificates-of-a-test";

    private static final String TYPE = "PKCS12";
    private static final String ALIAS = "server";

    private final Path keys;
    private final Path trusted;
    private final Path trustStore;

    private Certificates(Path folder, String name) {
        keys = folder.resolve(name + "-keys.p12").toAbsolutePath();
        trusted = folder.resolve(name + "-ca.pem").toAbsolutePath();
        trustStore = folder.resolve(name + "-trust.p12").toAbsolutePath();
    }

    /** Makes them in this folder. */
    public static Certificates in(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            Certificates made = new Certificates(folder, name);
            for (Path file : List.of(made.keys, made.trusted, made.trustStore)) {
                Files.deleteIfExists(file);
            }
            made.make();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The server's key and certificate, PKCS12. */
    public Path keys() {
        return keys;
    }

    /** What clients must trust, PEM. */
    public Path trusted() {
        return trusted;
    }

    /** What clients must trust, PKCS12. */
    public Path trustStore() {
        return trustStore;
    }

    /** For a server with this certificate. */
    public SSLContext serverContext() {
        try {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(load(), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make() throws IOException, InterruptedException, GeneralSecurityException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                tool,
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=IP:127.0.0.1,DNS:localhost",
                "-ext",
                "BC=ca:true",
                "-storetype",
                TYPE,
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
        java.security.cert.Certificate certificate = load().getCertificate(ALIAS);
        Files.writeString(
                trusted,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        KeyStore store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        store.setCertificateEntry(ALIAS, certificate);
        try (var out = Files.newOutputStream(trustStore)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(TYPE);
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
