/** The way in: the incoming channel, rebalances, and partitions that are stuck. */
@NullMarked
package dev.tapedeck.kafka.consumer;

import org.jspecify.annotations.NullMarked;
