package dev.tapedeck.summary.client;

import java.util.concurrent.ExecutorService;

/** The threads that the blocking ClickHouse client runs on. */
public record InsertThreads(ExecutorService pool) {}
