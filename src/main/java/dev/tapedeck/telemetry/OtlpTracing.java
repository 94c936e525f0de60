package dev.tapedeck.telemetry;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Turns tracing on if there is an endpoint. Names no class of OpenTelemetry: without an endpoint none is loaded. */
@Dependent
class OtlpTracing {

    @Produces
    @Singleton
    BatchTraces traces(TelemetryConfig config, Config all) {
        return config.traces()
                .endpoint()
                .map(endpoint -> SpanTraces.toReceiver(endpoint, config.traces(), all))
                .orElse(BatchTraces.NONE);
    }

    void stop(@Disposes BatchTraces traces) {
        if (traces instanceof SpanTraces spans) {
            spans.close();
        }
    }
}
