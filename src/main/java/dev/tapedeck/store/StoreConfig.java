package dev.tapedeck.store;

import dev.tapedeck.diagnostics.ConfigValidator;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Where batch objects go. Endpoint, region and credentials are the S3 client's own settings, {@code quarkus.s3.*}. */
@ConfigMapping(prefix = "tapedeck.store")
public interface StoreConfig {

    /** The bucket; it must exist. */
    @WithDefault("posthog")
    String bucket();

    /** The first part of every object key, without slashes at its ends. */
    @WithDefault("session_recordings")
    String prefix();

    /**
     * How an object that exists already is kept from being written again: {@code auto} asks the server at start,
     * {@code always} relies on {@code If-None-Match}, {@code never} looks first and then writes.
     */
    @WithDefault("auto")
    ConditionalPut conditionalPut();

    /** What is known of the server's conditional writes. */
    enum ConditionalPut {
        AUTO,
        ALWAYS,
        NEVER
    }

    /** Checks the names of the bucket and of keys. */
    @Singleton
    class Validator implements ConfigValidator {

        private final StoreConfig config;

        Validator(StoreConfig config) {
            this.config = config;
        }

        @Override
        public List<String> mistakes() {
            List<String> mistakes = new ArrayList<>(ConfigValidator.thrownBy(() -> new ObjectLayout(config.prefix())));
            if (config.bucket().isBlank()) {
                mistakes.add("tapedeck.store.bucket must name a bucket");
            }
            return mistakes;
        }
    }
}
