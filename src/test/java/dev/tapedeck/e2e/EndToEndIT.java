package dev.tapedeck.e2e;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

/** The tables {@link Cases} and {@link Malformed} once more, against what was packaged: the executable if there is one, else the jar. */
@QuarkusIntegrationTest
@Tag("packaged")
class EndToEndIT extends EndToEndTest {}
