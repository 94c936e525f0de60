package dev.tapedeck.e2e;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

/** The sample recordings once more, against what was packaged: the executable if there is one, else the jar. */
@QuarkusIntegrationTest
@Tag("packaged")
class RecordingsIT extends RecordingsTest {}
