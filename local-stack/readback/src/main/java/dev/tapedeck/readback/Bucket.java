package dev.tapedeck.readback;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The object store as a reader sees it. */
public final class Bucket implements AutoCloseable {

    private static final Pattern BLOCK_URL = Pattern.compile("s3://([^/]+)/([^?]+)\\?range=(bytes=\\d+-\\d+)");

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final S3AsyncClient client;
    private final String bucket;

    public Bucket(StackAddresses addresses) {
        this.bucket = addresses.get("s3.bucket");
        this.client = S3AsyncClient.builder()
                .endpointOverride(URI.create(addresses.get("s3.endpoint")))
                .region(Region.of(addresses.get("s3.region")))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(addresses.get("s3.access.key"), addresses.get("s3.secret.key"))))
                .forcePathStyle(true)
                .overrideConfiguration(calls -> calls.apiCallTimeout(LIMIT))
                .build();
    }

    /** The keys of all objects under this prefix. */
    public Set<String> keys(String prefix) {
        List<S3Object> objects = client
                .listObjectsV2(request -> request.bucket(bucket).prefix(prefix))
                .join()
                .contents();
        Set<String> keys = new TreeSet<>();
        objects.forEach(object -> keys.add(object.key()));
        return keys;
    }

    /** The whole object. */
    public byte[] object(String key) {
        return client.getObject(request -> request.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    /**
     * The bytes that a block URL names, {@code s3://bucket/key?range=bytes=first-last}.
     *
     * @throws CompletionException when the store does not give them
     */
    public byte[] block(String url) {
        Matcher parts = BLOCK_URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a block URL: " + url);
        }
        return client.getObject(
                        request -> request.bucket(parts.group(1)).key(parts.group(2)).range(parts.group(3)),
                        AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    @Override
    public void close() {
        client.close();
    }
}
