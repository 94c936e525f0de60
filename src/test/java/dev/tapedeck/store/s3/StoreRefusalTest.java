package dev.tapedeck.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.diagnostics.CheckResult.Broken;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What servers answer that the local one does not. */
class StoreRefusalTest {

    @ParameterizedTest
    @CsvSource({
        "403, RequestTimeTooSkewed, The clocks of this machine and of S3, set the clock of this machine",
        "400, ExpiredToken, credentials have expired, renew them",
        "403, InvalidAccessKeyId, does not know the access key, access-key-id",
        "403, SignatureDoesNotMatch, refuses the secret key, secret-access-key",
        "400, AuthorizationHeaderMalformed, is in another region, set quarkus.s3.aws.region",
        "301, PermanentRedirect, is in another region, set quarkus.s3.aws.region",
        "404, NoSuchBucket, Bucket recordings does not exist, tapedeck doctor --fix",
        "403, AccessDenied, does not let these credentials ask, grant s3:PutObject",
        "400, XAmzContentSHA256Mismatch, does not take the checksums, AWS_REQUEST_CHECKSUM_CALCULATION",
        "503, SlowDown, answers 503 SlowDown, look into its log",
        "405, , answers 405, names an S3 server"
    })
    void whatTheServerSaysIsSaidWithARemedy(int status, String code, String what, String remedy) {
        Broken broken = new StoreRefusal("http://s3:9000", "recordings")
                .explain(S3Exception.builder()
                        .statusCode(status)
                        .awsErrorDetails(
                                AwsErrorDetails.builder().errorCode(code).build())
                        .build());
        assertThat(broken.what()).contains(what);
        assertThat(broken.remedy()).contains(remedy);
    }
}
