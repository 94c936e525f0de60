/** Asks ClickHouse: statements, complete answers, rows. */
@NullMarked
package dev.tapedeck.summary.client;

import org.jspecify.annotations.NullMarked;
