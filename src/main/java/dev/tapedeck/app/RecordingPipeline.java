package dev.tapedeck.app;

import dev.tapedeck.kafka.admin.Logs;
import dev.tapedeck.kafka.partition.TransactionClients;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.lane.Lanes;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.screen.judge.Screening;
import dev.tapedeck.screen.output.SideOutputs;
import dev.tapedeck.session.BatchSink;
import dev.tapedeck.session.OpenBatches;
import dev.tapedeck.session.SessionConfig;
import dev.tapedeck.session.SessionSettings;
import dev.tapedeck.session.SessionStages;
import dev.tapedeck.session.VerdictListener;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.Config;

/** Puts the stages behind the lanes: intake, screen, session, and through the sink store and summary. */
@Dependent
class RecordingPipeline {

    /** Made at first use: the channel asks for it before the channels that it needs are there. */
    @Produces
    @ApplicationScoped
    Lanes<Lookups> lanes(
            SessionStages stages,
            CpuPool pool,
            LaneConfig config,
            InstantSource clock,
            Scheduler delays,
            IntakeMeters meters,
            BatchTraces traces,
            Logs logs,
            Config all) {
        TransactionClients transactions =
                config.transactions() ? new TransactionClients(TransactionClients.Settings.of(all)) : null;
        return new Lanes<>(stages, pool, config, clock, delays, meters, traces, logs, transactions);
    }

    void stop(@Disposes Lanes<Lookups> lanes) {
        lanes.close();
    }

    @Produces
    @Singleton
    SessionStages stages(
            Screening screening,
            SideOutputs exits,
            OpenBatches openBatches,
            BatchSink sink,
            LaneConfig config,
            VerdictListener listener,
            ScreenMeters verdicts,
            MeterRegistry registry,
            InstantSource clock) {
        return new SessionStages(
                screening,
                exits,
                openBatches,
                sink,
                verdicts,
                new BatchMeters(registry, clock),
                config.transactions(),
                listener);
    }

    @Produces
    @Singleton
    OpenBatches openBatches(SessionConfig config, CpuPool pool) {
        return new OpenBatches(SessionSettings.of(config, Runtime.getRuntime().availableProcessors()), pool);
    }
}
