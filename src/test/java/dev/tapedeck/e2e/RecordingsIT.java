package dev.tapedeck.e2e;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The sample recordings once more, against what was packaged: the executable if there is one, else the jar. */
@QuarkusIntegrationTest
class RecordingsIT extends RecordingsTest {}
