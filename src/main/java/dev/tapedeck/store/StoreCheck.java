package dev.tapedeck.store;

import dev.tapedeck.diagnostics.Addresses;
import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.CheckResult.Warning;
import dev.tapedeck.diagnostics.DependencyCheck;
import dev.tapedeck.store.s3.Checksums;
import dev.tapedeck.store.s3.StoreProbe;
import dev.tapedeck.store.s3.StoreProbe.Result;
import dev.tapedeck.store.s3.StoreRefusal;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Whether the bucket is there and the S3 server does with an object what is asked of it. */
@Singleton
class StoreCheck implements DependencyCheck {

    private static final String SUBJECT = "S3";

    private final S3AsyncClient client;
    private final Checksums checksums;
    private final StoreConfig config;
    private final String address;

    /** The machine that requests for the bucket go to; null if it is not ours to look up. */
    private final @Nullable String host;

    StoreCheck(S3AsyncClient client, Checksums checksums, StoreConfig config, Config all) {
        this.client = client;
        this.checksums = checksums;
        this.config = config;
        this.address = Addresses.shown(all.getOptionalValue("quarkus.s3.endpoint-override", String.class)
                .filter(endpoint -> !endpoint.isBlank())
                .orElseGet(() -> "https://s3."
                        + all.getOptionalValue("quarkus.s3.aws.region", String.class)
                                .orElse("us-east-1")
                        + ".amazonaws.com"));
        this.host = host(all, config.bucket());
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<CheckResult>> look() {
        return lookUp().chain(() -> new StoreProbe(
                                client,
                                checksums,
                                config.bucket(),
                                config.prefix() + "/.tapedeck-check-" + UUID.randomUUID())
                        .run())
                .map(result -> List.of(reads(result), conditional(result), checksums()));
    }

    /** Amazon's machines are not ours to look up, nor what a proxy finds. */
    static @Nullable String host(Config config, String bucket) {
        boolean proxy = config.getOptionalValue("quarkus.s3.async-client.proxy.enabled", Boolean.class)
                .orElse(false);
        String server = config.getOptionalValue("quarkus.s3.endpoint-override", String.class)
                .map(endpoint -> URI.create(endpoint).getHost())
                .orElse(null);
        if (proxy || server == null) {
            return null;
        }
        boolean pathStyle = config.getOptionalValue("quarkus.s3.path-style-access", Boolean.class)
                .orElse(false);
        return pathStyle ? server : bucket + '.' + server;
    }

    /**
     * Fails with an {@link java.net.UnknownHostException} if the host does not exist. The client would find out as well, but would
     * take longer to give up than anybody waits for a check. Subscribing blocks.
     */
    private Uni<Void> lookUp() {
        return host == null
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .item(Unchecked.supplier(() -> InetAddress.getByName(host)))
                        .replaceWithVoid();
    }

    @Override
    public Uni<List<String>> fix() {
        HeadBucketRequest.Builder request = HeadBucketRequest.builder().bucket(config.bucket());
        return checksums
                .call(how ->
                        client.headBucket(request.overrideConfiguration(how).build()))
                .replaceWith(List.<String>of())
                // Whatever else keeps it from answering, it does not say that there is none.
                .onFailure(failure -> !(failure instanceof NoSuchBucketException))
                .recoverWithItem(List.of())
                .onFailure()
                .recoverWithUni(this::create);
    }

    private Uni<List<String>> create() {
        CreateBucketRequest.Builder request = CreateBucketRequest.builder().bucket(config.bucket());
        return checksums
                .call(how ->
                        client.createBucket(request.overrideConfiguration(how).build()))
                .map(created -> List.of("created bucket " + config.bucket()))
                .onFailure(failure -> failure instanceof BucketAlreadyOwnedByYouException
                        || failure instanceof BucketAlreadyExistsException)
                .recoverWithItem(List.of());
    }

    @Override
    public CheckResult explain(Throwable failure) {
        return new StoreRefusal(address, config.bucket()).explain(failure);
    }

    private CheckResult reads(Result result) {
        return switch (result.reads()) {
            case RIGHT ->
                new Fine(
                        SUBJECT,
                        "Bucket " + config.bucket() + " at " + address
                                + " gives back what is written, whole and in ranges"
                                + (result.deleted()
                                        ? ""
                                        : "; it does not let the probe be deleted, which is not needed"));
            case RANGES_IGNORED ->
                new Broken(
                        SUBJECT,
                        "S3 at " + address + " ignores byte ranges",
                        "no reader can fetch a single block",
                        "use a server, or a proxy before it, that honours the header Range");
            case CHANGED ->
                new Broken(
                        SUBJECT,
                        "S3 at " + address + " gives back other bytes than were written",
                        "no block could be read",
                        "set AWS_REQUEST_CHECKSUM_CALCULATION=when_required in the environment, and "
                                + "quarkus.s3.chunked-encoding=false");
        };
    }

    /** What the probe has shown: the service writes as it did. */
    private CheckResult checksums() {
        return new Fine(
                SUBJECT,
                checksums.sent()
                        ? "S3 takes checksums on requests"
                        : "S3 takes no checksums on requests, and objects are sent without them");
    }

    private CheckResult conditional(Result result) {
        if (result.conditional() == StoreProbe.ConditionalWrites.HONOURED) {
            return new Fine(SUBJECT, "S3 honours conditional writes");
        }
        return switch (config.conditionalPut()) {
            case NEVER -> new Fine(SUBJECT, "Conditional writes are not used");
            case AUTO ->
                new Warning(
                        SUBJECT,
                        "S3 at " + address + " does not honour conditional writes (If-None-Match)",
                        "the service looks whether an object is there before it writes it, which two writers can do at once",
                        "use a server that honours them, or accept it with tapedeck.store.conditional-put=never");
            case ALWAYS ->
                new Broken(
                        SUBJECT,
                        "S3 at " + address + " does not honour conditional writes (If-None-Match)",
                        "an object that is there could be replaced",
                        "set tapedeck.store.conditional-put=auto");
        };
    }
}
