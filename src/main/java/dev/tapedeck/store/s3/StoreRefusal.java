package dev.tapedeck.store.s3;

import dev.tapedeck.diagnostics.Causes;
import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.PortDiagnosis;
import dev.tapedeck.store.s3.StoreProbe.StepFailed;
import java.net.UnknownHostException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says in plain words why an S3 server does not do what it is asked, and what to change. */
public final class StoreRefusal {

    private static final String STATIC = "quarkus.s3.aws.credentials.static-provider.";
    private static final int FORBIDDEN = 403;
    private static final int MOVED = 301;

    private final String address;
    private final String bucket;

    /** @param address the server's, as it may be shown */
    public StoreRefusal(String address, String bucket) {
        this.address = address;
        this.bucket = bucket;
    }

    public Broken explain(Throwable failure) {
        String step = failure instanceof StepFailed failed ? failed.step() : "ask";
        Throwable reason = failure instanceof StepFailed failed ? failed.reason() : failure;
        if (reason instanceof S3Exception refused) {
            return refused(step, refused);
        }
        if (Causes.say(reason, "AssumeRole") || Causes.say(reason, "'sts' service module") || withoutRole(reason)) {
            return broken(
                    "The role for S3 at " + address + " cannot be taken on (" + Causes.words(reason) + ")",
                    "see that AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are right and that the role trusts this account");
        }
        if (Causes.say(reason, "Unable to load credentials") || Causes.say(reason, "credentials must not be")) {
            return broken(
                    "There are no credentials for S3 at " + address,
                    "set " + STATIC
                            + "access-key-id and secret-access-key, or with quarkus.s3.aws.credentials.type=default give"
                            + " this machine a role, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
        if (reason instanceof AwsServiceException other) {
            return broken("S3 at " + address + " cannot be asked (" + Causes.words(other) + ")", "do as it says");
        }
        if (Causes.failedHandshake(reason) && !Causes.say(reason, "SSL/TLS record")) {
            return broken(
                    Causes.certificateClause("S3 at " + address, reason),
                    "name who vouches for it with quarkus.s3.async-client.tls-trust-managers-provider");
        }
        if (cause(reason, UnknownHostException.class) && !address.contains(bucket)) {
            return broken(
                    "The name of the S3 server, or of bucket " + bucket + " before it, cannot be found: " + address,
                    "set quarkus.s3.path-style-access=true, or correct quarkus.s3.endpoint-override");
        }
        if (reason instanceof RetryableException
                && String.valueOf(reason.getMessage()).contains("checksum")) {
            return broken(
                    "S3 at " + address + " answers with checksums that do not fit",
                    "set quarkus.s3.checksum-validation=false");
        }
        return unanswered(reason);
    }

    /** A role is one of several ways to credentials; of those that failed it is the one that was meant. */
    private static boolean withoutRole(Throwable reason) {
        return Causes.say(reason, "Unable to load credentials")
                && (System.getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != null
                        || System.getProperty("aws.webIdentityTokenFile") != null);
    }

    private Broken unanswered(Throwable reason) {
        PortDiagnosis port = PortDiagnosis.of(address, address.startsWith("https"), reason);
        return broken(
                "S3 does not answer at " + address + " (" + port.clause() + ")",
                port.remedy(
                        "quarkus.s3.endpoint-override",
                        "write http:// instead of https:// in quarkus.s3.endpoint-override, or name its port with TLS",
                        "write https:// instead of http:// in quarkus.s3.endpoint-override",
                        "look into its log, and see that quarkus.s3.endpoint-override names an S3 server"));
    }

    private Broken refused(String step, AwsServiceException refused) {
        String code = refused.awsErrorDetails() == null
                ? ""
                : String.valueOf(refused.awsErrorDetails().errorCode());
        return switch (code) {
            case "NoSuchBucket" ->
                broken(
                        "Bucket " + bucket + " does not exist at " + address,
                        "create it with 'tapedeck doctor --fix', or set tapedeck.store.bucket");
            case "SignatureDoesNotMatch" ->
                broken("S3 at " + address + " refuses the secret key", "set " + STATIC + "secret-access-key");
            case "InvalidAccessKeyId" ->
                broken("S3 at " + address + " does not know the access key", "set " + STATIC + "access-key-id");
            case "RequestTimeTooSkewed", "RequestExpired" ->
                broken(
                        "The clocks of this machine and of S3 at " + address + " differ too much",
                        "set the clock of this machine, and keep it right with NTP");
            case "ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired" ->
                broken(
                        "S3 at " + address + " says that the credentials have expired (" + code + ")",
                        "renew them, or with quarkus.s3.aws.credentials.type=default have them renewed");
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" -> region();
            case "XAmzContentSHA256Mismatch", "BadDigest", "InvalidDigest", "MissingContentLength" -> checksums();
            default -> byStatus(step, refused.statusCode(), code);
        };
    }

    private Broken byStatus(String step, int status, String code) {
        if (status == FORBIDDEN && step.equals(StoreProbe.LOOK)) {
            return unlisted();
        }
        return switch (status) {
            case MOVED -> region();
            case FORBIDDEN ->
                broken(
                        "S3 at " + address + " does not let these credentials " + step + " in bucket " + bucket,
                        "set " + STATIC + "access-key-id and secret-access-key, or grant s3:PutObject, s3:GetObject and"
                                + " s3:ListBucket");
            default ->
                broken(
                        "S3 at " + address + " answers " + status + (code.isEmpty() ? "" : " " + code)
                                + " when asked to " + step,
                        "look into its log, and see that quarkus.s3.endpoint-override names an S3 server");
        };
    }

    private Broken unlisted() {
        return new Broken(
                "S3",
                "S3 at " + address + " answers 403 instead of 404 for what is not in bucket " + bucket,
                "a partition waits for ever where a batch of an earlier owner has to be looked for",
                "grant s3:ListBucket on the bucket");
    }

    private Broken region() {
        return broken(
                "Bucket " + bucket + " is in another region than S3 is asked for at " + address,
                "set quarkus.s3.aws.region to the bucket's");
    }

    private Broken checksums() {
        return broken(
                "S3 at " + address + " does not take the checksums that are sent with an object",
                "set AWS_REQUEST_CHECKSUM_CALCULATION=when_required in the environment");
    }

    static Broken broken(String what, String remedy) {
        return new Broken("S3", what, "nothing can be stored and nothing is committed", remedy);
    }

    private static boolean cause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (type.isInstance(one)) {
                return true;
            }
        }
        return false;
    }
}
