package dev.tapedeck.app;

import dev.tapedeck.kafka.admin.Logs;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.kafka.partition.TransactionClients;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.lane.Lanes;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.screen.judge.Screening;
import dev.tapedeck.screen.output.SideOutputs;
import dev.tapedeck.screen.warning.WarningChannel;
import dev.tapedeck.session.BatchSink;
import dev.tapedeck.session.OpenBatches;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.SessionConfig;
import dev.tapedeck.session.SessionSettings;
import dev.tapedeck.session.SessionStages;
import dev.tapedeck.session.VerdictListener;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.StoredBatch;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.SummaryConfig;
import dev.tapedeck.summary.SummaryWriter;
import dev.tapedeck.summary.clickhouse.ClickHouseSink;
import dev.tapedeck.summary.client.ClickHouseClients;
import dev.tapedeck.summary.client.FirstCallSerializer;
import dev.tapedeck.summary.kafka.KafkaSink;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.ScreenMeters;
import dev.tapedeck.telemetry.SummaryMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The way of a recording from the topic to the reader. The methods below stand in the order of the way.
 *
 * <ol>
 *   <li><b>Intake.</b> {@link dev.tapedeck.kafka.consumer.RecordingsChannel} gives each message to {@link Lanes}, and these give it to
 *       the {@link dev.tapedeck.lane.Lane} of its partition. A lane lives as long as the partition is assigned to this process.
 *   <li><b>Screening.</b> For a round of messages {@link Screening} looks up what their verdicts depend on: teams, sessions,
 *       restrictions. A {@link dev.tapedeck.screen.judge.Judge} then decides about one message after the other. Messages that are not
 *       recorded go to the {@link SideOutputs}.
 *   <li><b>Batching.</b> The lane's open batch ({@code RecordingBatch}) appends the accepted messages to the lines of their sessions. The
 *       lane ({@code LaneFill}) seals a batch that is large or old enough. Then {@link OpenBatches} compress its sessions to blocks.
 *   <li><b>Storing.</b> The lane ({@code BatchDelivery}) announces the batch and calls {@link #write}. {@link BlockStore} puts an object
 *       into S3 for each retention. Every object ends with an index of its blocks.
 *   <li><b>Summarising.</b> {@link SummaryWriter} writes a row for each block, so that readers find the block. After that {@link
 *       WarningChannel} tells teams what they can act on.
 *   <li><b>Committing.</b> The lane commits the offset after the batch, together with the messages that {@link #write} returns. After a
 *       crash the next owner of the partition reads what is not committed. It builds the same batch again, or calls {@link #finish} if
 *       all objects of the batch exist.
 * </ol>
 */
@Singleton
class RecordingPipeline implements BatchSink {

    private final BlockStore store;
    private final SummaryWriter summary;
    private final WarningChannel warnings;

    RecordingPipeline(BlockStore store, SummaryWriter summary, WarningChannel warnings) {
        this.store = store;
        this.summary = summary;
        this.warnings = warnings;
    }

    /**
     * Intake, and committing at the end. The lanes are made at first use: {@code RecordingsChannel} is created before the outgoing
     * channels that lanes need.
     */
    @Produces
    @ApplicationScoped
    static Lanes<Lookups> intake(
            SessionStages stages,
            CpuPool pool,
            LaneConfig config,
            InstantSource clock,
            Scheduler scheduler,
            IntakeMeters meters,
            BatchTraces traces,
            Logs logs,
            Config all) {
        TransactionClients transactions =
                config.transactions() ? new TransactionClients(TransactionClients.Settings.of(all)) : null;
        return new Lanes<>(stages, pool, config, clock, scheduler, meters, traces, logs, transactions);
    }

    static void stop(@Disposes Lanes<Lookups> lanes) {
        lanes.close();
    }

    /** Screening and batching. Sealed batches come to {@link #write}. */
    @Produces
    @Singleton
    SessionStages screening(
            Screening screening,
            SideOutputs outputs,
            OpenBatches openBatches,
            LaneConfig config,
            VerdictListener listener,
            ScreenMeters verdicts,
            MeterRegistry registry,
            InstantSource clock) {
        return new SessionStages(
                screening,
                outputs,
                openBatches,
                this,
                verdicts,
                new BatchMeters(registry, clock),
                config.transactions(),
                listener);
    }

    /** The open batches of all lanes share the memory and the threads that encode them. */
    @Produces
    @Singleton
    static OpenBatches batching(SessionConfig config, CpuPool pool) {
        return new OpenBatches(SessionSettings.of(config, Runtime.getRuntime().availableProcessors()), pool);
    }

    /** Storing, then summarising, for a batch that is sealed. */
    @Override
    public Uni<List<OutboundMessage>> write(SealedBatch batch, BatchTrace trace) {
        return trace.step("put objects", () -> store.store(batch))
                .chain(stored -> trace.step("insert rows", () -> warn(stored, summary.write(stored))));
    }

    /** Summarising alone, for a batch that an earlier owner has stored. */
    @Override
    public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<Retention> retentions) {
        return store.find(span, retentions)
                .chain(stored ->
                        stored == null ? Uni.createFrom().nullItem() : warn(stored, summary.writeMissing(stored)));
    }

    private Uni<List<OutboundMessage>> warn(StoredBatch batch, Uni<List<OutboundMessage>> rows) {
        return rows.chain(waiting -> warnings.send(batch.warnings()).replaceWith(waiting));
    }

    /** Rows go to ClickHouse, or as messages to the direct peer's topics. */
    @Produces
    @Singleton
    static SummaryWriter summarising(
            SummaryConfig config,
            ClickHouseClients clients,
            KafkaSink kafka,
            MeterRegistry registry,
            InstantSource clock) {
        return new SummaryWriter(
                switch (config.sink()) {
                    case CLICKHOUSE ->
                        new ClickHouseSink(
                                clients.open(),
                                new FirstCallSerializer(clients.insertThreads()),
                                new SummaryMeters(registry),
                                clock);
                    case KAFKA -> kafka;
                });
    }

    @Override
    public Uni<Durable> durable(BatchSpan span, List<Retention> retentions) {
        return store.existing(span, retentions).map(RecordingPipeline::durable);
    }

    private static Durable durable(List<StoredObject> objects) {
        return new Durable(
                objects.stream()
                        .map(object -> object.index().retention().label())
                        .collect(Collectors.toSet()),
                blocks(objects).map(StoredBlock::session).collect(Collectors.<SessionKey>toSet()),
                blocks(objects)
                        .flatMap(block -> block.facts().offsets().stream())
                        .mapToLong(offset -> offset));
    }

    private static Stream<StoredBlock> blocks(List<StoredObject> objects) {
        return objects.stream().flatMap(object -> object.index().blocks().stream());
    }

    @Override
    public Uni<Void> recordGap(OffsetGap gap) {
        return summary.write(gap);
    }
}
