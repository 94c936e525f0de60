package dev.tapedeck.localstack;

import java.util.Map;

/** S3Proxy over a folder. The program creates the bucket before it says that it is up. */
record S3Part(Folders folders, int port) implements Part {

    private static final String HEAP = "256m";
    private static final String ACCESS_KEY = "tapedeck";
    private static final String SECRET_KEY = "tapedeck-secret";
    private static final String REGION = "us-east-1";
    private static final String BUCKET = "posthog";

    @Override
    public PartName name() {
        return PartName.S3;
    }

    @Override
    public ProcessBuilder command() {
        return JavaProgram.command(
                folders.jar(name()),
                HEAP,
                Integer.toString(port),
                folders.data(name()).toString(),
                BUCKET,
                ACCESS_KEY,
                SECRET_KEY);
    }

    @Override
    public Readiness readiness() {
        return new Readiness.SaysUp();
    }

    @Override
    public Map<String, String> addresses() {
        return Map.of(
                "s3.endpoint", "http://127.0.0.1:" + port,
                "s3.access.key", ACCESS_KEY,
                "s3.secret.key", SECRET_KEY,
                "s3.region", REGION,
                "s3.bucket", BUCKET);
    }
}
