/** Rows by way of Kafka topics, as the direct peer writes them. */
@NullMarked
package dev.tapedeck.summary.kafka;

import org.jspecify.annotations.NullMarked;
