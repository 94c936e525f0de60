package dev.tapedeck.summary;

import com.clickhouse.client.ClickHouseClient;
import com.clickhouse.client.ClickHouseClientBuilder;
import com.clickhouse.client.ClickHouseCredentials;
import com.clickhouse.client.ClickHouseNode;
import com.clickhouse.client.ClickHouseNodeSelector;
import com.clickhouse.client.ClickHouseProtocol;
import com.clickhouse.client.config.ClickHouseClientOption;
import dev.tapedeck.telemetry.SummaryMeters;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts the summary stage together. */
@Dependent
class SummaryBeans {

    private static final int MAX_CONCURRENCY = 64;

    /** The threads that the blocking ClickHouse client runs on. */
    record InsertThreads(ExecutorService pool) {}

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
            MeterRegistry registry,
            ReplayEventsChannel replayEvents,
            LogEntriesChannel logEntries) {
        return new SummaryWriter(
                switch (config.sink()) {
                    case CLICKHOUSE -> clickHouse(config.clickhouse(), threads, registry);
                    case KAFKA -> new KafkaSink(replayEvents, logEntries);
                });
    }

    @Produces
    @Singleton
    ClickHouseTables clickHouseTables(SummaryConfig config) {
        return new ClickHouseTables(client(config.clickhouse()), server(config.clickhouse()));
    }

    private static RowSink clickHouse(
            SummaryConfig.ClickHouse clickhouse, InsertThreads threads, MeterRegistry registry) {
        return new ClickHouseSink(client(clickhouse), server(clickhouse), threads.pool(), new SummaryMeters(registry));
    }

    private static ClickHouseNode server(SummaryConfig.ClickHouse clickhouse) {
        return ClickHouseNode.builder(ClickHouseNode.of(clickhouse.url()))
                .database(clickhouse.database())
                .credentials(ClickHouseCredentials.fromUserAndPassword(
                        clickhouse.user(), clickhouse.password().orElse("")))
                .build();
    }

    private static ClickHouseClient client(SummaryConfig.ClickHouse clickhouse) {
        ClickHouseClientBuilder client = ClickHouseClient.builder()
                .nodeSelector(ClickHouseNodeSelector.of(ClickHouseProtocol.HTTP))
                .option(ClickHouseClientOption.ASYNC, false)
                .option(
                        ClickHouseClientOption.SOCKET_TIMEOUT,
                        Math.toIntExact(clickhouse.timeout().toMillis()));
        clickhouse.caCertificates().ifPresent(file -> client.option(ClickHouseClientOption.SSL_ROOT_CERTIFICATE, file));
        return client.build();
    }
}
