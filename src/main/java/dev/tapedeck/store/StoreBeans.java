package dev.tapedeck.store;

import dev.tapedeck.store.s3.Checksums;
import dev.tapedeck.store.s3.ObjectStore;
import dev.tapedeck.store.s3.S3ObjectStore;
import dev.tapedeck.store.s3.StoreProbe;
import dev.tapedeck.store.s3.WholeBody;
import dev.tapedeck.telemetry.StoreMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** Puts the store together. */
@Dependent
class StoreBeans {

    /** The extension's client, but for the signer. */
    @Produces
    @ApplicationScoped
    S3AsyncClient client(S3AsyncClientBuilder builder) {
        return builder.putAuthScheme(WholeBody.signing()).build();
    }

    void close(@Disposes S3AsyncClient client) {
        client.close();
    }

    @Produces
    @Singleton
    BlockStore blockStore(StoreConfig config, S3AsyncClient client, Checksums checksums, MeterRegistry registry) {
        Uni<Boolean> conditionalPut = switch (config.conditionalPut()) {
            case ALWAYS -> Uni.createFrom().item(true);
            case NEVER -> Uni.createFrom().item(false);
            case AUTO -> StoreProbe.conditionalWrites(client, checksums, config.bucket(), config.prefix());
        };
        ObjectStore objects = new S3ObjectStore(client, checksums, config.bucket(), conditionalPut);
        return new BlockStore(config.bucket(), new ObjectLayout(config.prefix()), objects, new StoreMeters(registry));
    }
}
