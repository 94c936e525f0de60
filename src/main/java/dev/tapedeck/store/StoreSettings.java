package dev.tapedeck.store;

import dev.tapedeck.diagnostics.ConfigValidator;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The names of bucket and keys. */
@Singleton
class StoreSettings implements ConfigValidator {

    private final StoreConfig config;

    StoreSettings(StoreConfig config) {
        this.config = config;
    }

    @Override
    public List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        if (config.bucket().isBlank()) {
            mistakes.add("tapedeck.store.bucket must name a bucket");
        }
        mistakes.addAll(ConfigValidator.thrownBy(() -> new ObjectKeys(config.prefix())));
        return mistakes;
    }
}
