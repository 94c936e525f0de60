package dev.tapedeck.kafka.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.ProcessProperties;
import dev.tapedeck.testing.TokenServer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.junit.jupiter.api.Test;
import software.amazon.msk.auth.iam.IAMClientCallbackHandler;
import software.amazon.msk.auth.iam.IAMLoginModule;

/** Logins to a managed Kafka, with the settings that operators give; a client logs in when it is made. */
class CloudLoginTest {

    private static final String NOWHERE = "127.0.0.1:1";

    @Test
    void oAuthAsksForATokenWithTheSecret() {
        try (TokenServer tokens = new TokenServer("none", "none");
                ProcessProperties allowed = new ProcessProperties(
                        Map.of("org.apache.kafka.sasl.oauthbearer.allowed.urls", tokens.tokens()))) {
            assertThat(allowed.values()).isNotEmpty();
            Map<String, String> settings = Map.of(
                    "kafka.bootstrap.servers",
                    NOWHERE,
                    "kafka.security.protocol",
                    "SASL_PLAINTEXT",
                    "kafka.sasl.mechanism",
                    "OAUTHBEARER",
                    "kafka.sasl.login.callback.handler.class",
                    OAuthBearerLoginCallbackHandler.class.getName(),
                    "kafka.sasl.oauthbearer.token.endpoint.url",
                    tokens.tokens(),
                    "kafka.sasl.oauthbearer.client.credentials.client.id",
                    "tapedeck",
                    "kafka.sasl.oauthbearer.client.credentials.client.secret",
                    "secret",
                    "kafka.sasl.jaas.config",
                    OAuthBearerLoginModule.class.getName() + " required;");

            try (Admin admin = clients(settings).admin()) {
                assertThat(admin).isNotNull();
            }

            assertThat(tokens.asked()).singleElement().asString().contains("Basic ", "grant_type=client_credentials");
        }
    }

    @Test
    void mskSignsWithTheRoleOfTheServiceAccount() throws Exception {
        try (TokenServer tokens = new TokenServer("AKIDTEST", "secret");
                ProcessProperties identity = new ProcessProperties(tokens.webIdentity())) {
            assertThat(identity.values()).isNotEmpty();
            Map<String, String> settings = Map.of(
                    "kafka.bootstrap.servers",
                    NOWHERE,
                    "kafka.security.protocol",
                    "SASL_PLAINTEXT",
                    "kafka.sasl.mechanism",
                    IAMLoginModule.MECHANISM,
                    "kafka.sasl.jaas.config",
                    IAMLoginModule.class.getName() + " required;",
                    "kafka.sasl.client.callback.handler.class",
                    IAMClientCallbackHandler.class.getName());
            try (Admin admin = clients(settings).admin()) {
                assertThat(admin).isNotNull();
            }
            IAMClientCallbackHandler handler = new IAMClientCallbackHandler();
            handler.configure(
                    Map.of(),
                    IAMLoginModule.MECHANISM,
                    List.of(new AppConfigurationEntry(
                            IAMLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())));
            SaslClient client = Sasl.createSaslClient(
                    new String[] {IAMLoginModule.MECHANISM},
                    null,
                    "kafka",
                    "b-1.recordings.abcdef.c2.kafka.eu-central-1.amazonaws.com",
                    Map.of(),
                    handler);

            String signed = new String(client.evaluateChallenge(new byte[0]), UTF_8);
            client.evaluateChallenge("{\"version\":\"2020_10_22\",\"request-id\":\"of-the-test\"}".getBytes(UTF_8));

            assertThat(signed).contains("kafka-cluster:Connect", "AKIDTEST/", "eu-central-1", "of-the-session");
            assertThat(client.isComplete()).isTrue();
            handler.close();
        }
    }

    private static KafkaClients clients(Map<String, String> settings) {
        return new KafkaClients(new ChannelSettings(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build()));
    }
}
