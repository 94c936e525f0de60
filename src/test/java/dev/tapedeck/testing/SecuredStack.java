package dev.tapedeck.testing;

import dev.tapedeck.readback.StackAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * Servers that are reached over TLS only, with a certificate of its own: a Kafka broker that asks for a password, and the local stack's
 * other servers behind fronts.
 */
public final class SecuredStack implements AutoCloseable {

    /** The setting that tells tests how to reach the broker without TLS. */
    public static final String PLAIN_BROKER = "test.kafka.plain";

    private static final Path FOLDER = Path.of("target/secured-stack");
    private static final String USER = "tapedeck";
    private static final int ITERATIONS = 4096;

    private final String password = UUID.randomUUID().toString();
    private final Certificates certificates = Certificates.in(FOLDER, "servers");
    private final StackAddresses stack = LocalStack.shared().addresses();
    private final Map<String, TlsFront> fronts = new HashMap<>();
    private final BrokerProcess broker;
    private final int plainPort = freePort();
    private final int securedPort = freePort();

    public SecuredStack() {
        broker = startBroker();
        for (String name : List.of("s3.endpoint", "clickhouse.url", "redis.url", "postgres.url")) {
            URI server = URI.create(stack.get(name));
            fronts.put(
                    name,
                    name.startsWith("postgres")
                            ? TlsFront.ofPostgres(certificates, server.getHost(), server.getPort())
                            : TlsFront.of(certificates, server.getHost(), server.getPort()));
        }
    }

    /** The service's settings, but for the secrets. */
    public Map<String, String> settings() {
        return settings(certificates);
    }

    /** The same with trust in somebody who has nothing to do with these servers. */
    public Map<String, String> misguidedSettings() {
        return settings(Certificates.in(FOLDER, "strangers"));
    }

    /** What makes Kafka's clients log in by SASL PLAIN. */
    public Map<String, String> plainLogin() {
        return Map.of(
                "kafka.sasl.mechanism",
                "PLAIN",
                "kafka.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER + "\" password=\""
                        + password + "\";");
    }

    private Map<String, String> settings(Certificates vouching) {
        String trusted = vouching.trusted().toString();
        Map<String, String> settings = new HashMap<>(stack.serviceSettings());
        settings.remove("quarkus.datasource.password");
        settings.put(PLAIN_BROKER, "127.0.0.1:" + plainPort);
        settings.put("kafka.bootstrap.servers", "127.0.0.1:" + securedPort);
        settings.put("kafka.security.protocol", "SASL_SSL");
        settings.put("kafka.sasl.mechanism", "SCRAM-SHA-512");
        settings.put("kafka.ssl.truststore.type", "PEM");
        settings.put("kafka.ssl.truststore.location", trusted);
        settings.put("quarkus.s3.endpoint-override", "https://127.0.0.1:" + port("s3.endpoint"));
        String managers = "quarkus.s3.async-client.tls-trust-managers-provider.";
        settings.put(managers + "type", "file-store");
        settings.put(managers + "file-store.path", vouching.trustStore().toString());
        settings.put(managers + "file-store.type", "PKCS12");
        settings.put(managers + "file-store.password", Certificates.PASSWORD);
        settings.put("tapedeck.summary.clickhouse.url", "https://127.0.0.1:" + port("clickhouse.url"));
        settings.put("tapedeck.summary.clickhouse.ca-certificates", trusted);
        settings.put("quarkus.tls.servers.trust-store.pem.certs", trusted);
        settings.put("quarkus.tls.servers.hostname-verification-algorithm", "HTTPS");
        settings.put("quarkus.redis.hosts", "rediss://127.0.0.1:" + port("redis.url"));
        settings.put("quarkus.redis.tls-configuration-name", "servers");
        settings.put(
                "quarkus.datasource.reactive.url",
                "postgresql://127.0.0.1:" + port("postgres.url")
                        + URI.create(stack.get("postgres.url")).getPath());
        settings.put("quarkus.datasource.reactive.trust-certificate-pem", "true");
        settings.put("quarkus.datasource.reactive.trust-certificate-pem.certs", trusted);
        settings.put("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full");
        settings.put("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS");
        return settings;
    }

    /** A file with the secrets that the service needs. */
    public Path secrets() {
        return secrets(jaas());
    }

    /** @param jaas how Kafka's clients log in */
    public Path secrets(String jaas) {
        Properties secrets = new Properties();
        secrets.setProperty("kafka.sasl.jaas.config", jaas);
        secrets.setProperty("quarkus.datasource.password", stack.get("postgres.password"));
        return store(secrets, "secrets.properties");
    }

    @Override
    public void close() {
        fronts.values().forEach(TlsFront::close);
        broker.close();
    }

    private int port(String name) {
        TlsFront front = fronts.get(name);
        if (front == null) {
            throw new IllegalStateException("there is no front for " + name);
        }
        return front.port();
    }

    private String jaas() {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                + password + "\";";
    }

    private BrokerProcess startBroker() {
        Properties listener = new Properties();
        listener.setProperty("ssl.keystore.location", certificates.keys().toString());
        listener.setProperty("ssl.keystore.type", "PKCS12");
        listener.setProperty("ssl.keystore.password", Certificates.PASSWORD);
        listener.setProperty("ssl.key.password", Certificates.PASSWORD);
        listener.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN");
        listener.setProperty(
                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + USER + "=\"" + password
                        + "\";");
        listener.setProperty(
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        BrokerProcess started = BrokerProcess.start(FOLDER, plainPort, securedPort, listener);
        addUser();
        return started;
    }

    private void addUser() {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + plainPort))) {
            ScramCredentialInfo kind = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(USER, kind, password)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path store(Properties properties, String name) {
        Path file = FOLDER.resolve(name).toAbsolutePath();
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
