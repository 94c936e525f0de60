package dev.tapedeck.app;

import dev.tapedeck.summary.SummaryConfig;
import dev.tapedeck.summary.SummaryWriter;
import dev.tapedeck.summary.clickhouse.ClickHouseSink;
import dev.tapedeck.summary.clickhouse.ClickHouseTables;
import dev.tapedeck.summary.clickhouse.RecordedBlocks;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.summary.client.ClickHouseClients;
import dev.tapedeck.summary.client.FirstCallSerializer;
import dev.tapedeck.summary.client.InsertThreads;
import dev.tapedeck.summary.kafka.KafkaSink;
import dev.tapedeck.summary.kafka.LogEntriesChannel;
import dev.tapedeck.summary.kafka.ReplayEventsChannel;
import dev.tapedeck.telemetry.SummaryMeters;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Puts the summary stage together. */
@Dependent
public class SummaryBeans {

    private static final int MAX_CONCURRENCY = 64;

    /** Questions that may wait for the thread that asks them. */
    private static final int QUESTIONS = 16;

    private static final int READER_IDLES = 60;

    /** The thread that questions of operators run on: they must not keep inserts waiting. */
    record ReadThread(ExecutorService pool) {}

    @Produces
    @Singleton
    InsertThreads insertThreads(SummaryConfig config) {
        int threads = config.clickhouse().concurrency();
        if (threads < 1 || threads > MAX_CONCURRENCY) {
            throw new IllegalArgumentException(
                    "tapedeck.summary.clickhouse.concurrency must be 1 to " + MAX_CONCURRENCY + ", but is " + threads);
        }
        return new InsertThreads(Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("clickhouse-", 1).factory()));
    }

    void stop(@Disposes InsertThreads threads) {
        threads.pool().shutdown();
    }

    @Produces
    @Singleton
    SummaryWriter summaryWriter(
            SummaryConfig config,
            InsertThreads threads,
            ClickHouseClients clients,
            MeterRegistry registry,
            InstantSource clock,
            ReplayEventsChannel replayEvents,
            LogEntriesChannel logEntries) {
        return new SummaryWriter(
                switch (config.sink()) {
                    case CLICKHOUSE -> {
                        yield new ClickHouseSink(
                                clients.add(ClickHouseAccess.of(config.clickhouse())),
                                new FirstCallSerializer(threads.pool()),
                                new SummaryMeters(registry),
                                clock);
                    }
                    case KAFKA -> new KafkaSink(replayEvents, logEntries);
                });
    }

    @Produces
    @Singleton
    ClickHouseTables clickHouseTables(SummaryConfig config, ClickHouseClients clients) {
        return new ClickHouseTables(clients.add(ClickHouseAccess.of(config.clickhouse())));
    }

    @Produces
    @Singleton
    ReadThread readThread() {
        return new ReadThread(new ThreadPoolExecutor(
                0,
                1,
                READER_IDLES,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUESTIONS),
                Thread.ofPlatform().daemon().name("clickhouse-read-", 1).factory()));
    }

    void stop(@Disposes ReadThread thread) {
        thread.pool().shutdown();
    }

    @Produces
    @Singleton
    RecordedBlocks recordedBlocks(SummaryConfig config, ReadThread thread, ClickHouseClients clients) {
        return new RecordedBlocks(
                config.sink() == SummaryConfig.Sink.CLICKHOUSE
                        ? clients.add(ClickHouseAccess.of(config.clickhouse()))
                        : null,
                thread.pool());
    }
}
