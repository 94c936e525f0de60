/** Rows about stored blocks: ClickHouse over HTTP, or the peer's Kafka topics. Knows no S3. */
@NullMarked
package dev.tapedeck.summary;

import org.jspecify.annotations.NullMarked;
