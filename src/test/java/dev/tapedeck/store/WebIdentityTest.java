package dev.tapedeck.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.ProcessProperties;
import dev.tapedeck.testing.TokenServer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** Credentials that a pod's service account is given, as {@code quarkus.s3.aws.credentials.type=default} finds them. */
class WebIdentityTest {

    @Test
    void theTokenOfTheServiceAccountGivesCredentialsOfItsRole() {
        try (TokenServer tokens = new TokenServer("AKIDTEST", "of-the-role");
                ProcessProperties identity = new ProcessProperties(tokens.webIdentity());
                DefaultCredentialsProvider provider =
                        DefaultCredentialsProvider.builder().build()) {
            assertThat(identity.values()).isNotEmpty();

            assertThat(provider.resolveCredentials()).isInstanceOfSatisfying(AwsSessionCredentials.class, found -> {
                assertThat(found.accessKeyId()).isEqualTo("AKIDTEST");
                assertThat(found.secretAccessKey()).isEqualTo("of-the-role");
                assertThat(found.sessionToken()).isEqualTo("of-the-session");
            });

            assertThat(tokens.asked())
                    .singleElement()
                    .asString()
                    .contains("AssumeRoleWithWebIdentity", "WebIdentityToken=of-the-service-account");
        }
    }
}
