package dev.tapedeck.store.s3;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import java.net.InetAddress;
import java.net.URI;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The name of the machine that requests for the bucket go to. Looked up before the client does it, which may take longer
 * to give up than anybody waits for a check.
 *
 * @param host the name; null where it is not ours to look up: that of Amazon, and what a proxy finds
 */
public record ServerName(@Nullable String host) {

    public static ServerName of(Config config, String bucket) {
        boolean proxy = config.getOptionalValue("quarkus.s3.async-client.proxy.enabled", Boolean.class)
                .orElse(false);
        String server = config.getOptionalValue("quarkus.s3.endpoint-override", String.class)
                .map(address -> URI.create(address).getHost())
                .orElse(null);
        if (proxy || server == null) {
            return new ServerName(null);
        }
        boolean pathStyle = config.getOptionalValue("quarkus.s3.path-style-access", Boolean.class)
                .orElse(false);
        return new ServerName(pathStyle ? server : bucket + '.' + server);
    }

    /** Fails with an {@link java.net.UnknownHostException} when there is no such name. Subscribing blocks. */
    public Uni<Void> lookUp() {
        return host == null
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .item(Unchecked.supplier(() -> InetAddress.getByName(host)))
                        .replaceWithVoid();
    }
}
