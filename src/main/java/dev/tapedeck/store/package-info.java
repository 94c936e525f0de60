/** Batch objects: keys, layout, index, and the S3 client that writes them. Knows no ClickHouse. */
@NullMarked
package dev.tapedeck.store;

import org.jspecify.annotations.NullMarked;
