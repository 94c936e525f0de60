/** Rows straight to ClickHouse, questions to ClickHouse, and rows restored from objects. */
@NullMarked
package dev.tapedeck.summary.clickhouse;

import org.jspecify.annotations.NullMarked;
