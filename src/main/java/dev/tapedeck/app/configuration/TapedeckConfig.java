package dev.tapedeck.app.configuration;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;

/** Owns all keys under {@code tapedeck}, so that one which no stage knows is a mistake and refuses the start. */
@ConfigMapping(prefix = "tapedeck")
@Unremovable
interface TapedeckConfig {}
