package dev.tapedeck.localstack.clickhouse;

/** What a statement read from tables and wrote to them, views included; the server's {@code X-ClickHouse-Summary}. */
record Summary(long readRows, long readBytes, long writtenRows, long writtenBytes) {

    String toJson() {
        return "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\"}"
                .formatted(readRows, readBytes, writtenRows, writtenBytes);
    }
}
