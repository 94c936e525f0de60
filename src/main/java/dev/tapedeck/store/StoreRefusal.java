package dev.tapedeck.store;

import dev.tapedeck.store.StoreProbe.StepFailed;
import dev.tapedeck.telemetry.Certificates;
import dev.tapedeck.telemetry.Finding.Broken;
import java.net.UnknownHostException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Says in plain words why an S3 server does not do what it is asked, and what to change. */
final class StoreRefusal {

    private static final String STATIC = "quarkus.s3.aws.credentials.static-provider.";
    private static final int FORBIDDEN = 403;
    private static final int MOVED = 301;

    private final String address;
    private final String bucket;

    /** @param address the server's, as it may be shown */
    StoreRefusal(String address, String bucket) {
        this.address = address;
        this.bucket = bucket;
    }

    Broken explain(Throwable failure) {
        String step = failure instanceof StepFailed failed ? failed.step() : "ask";
        Throwable reason = failure instanceof StepFailed failed ? failed.reason() : failure;
        if (reason instanceof S3Exception refused) {
            return refused(step, refused);
        }
        if (Certificates.refused(reason)) {
            return broken(
                    "S3 at " + address + " shows no certificate that is trusted",
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
        return broken(
                "S3 does not answer at " + address, "start it, or set quarkus.s3.endpoint-override to where it is");
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
                        "look into its log");
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
