/** The whole service on real servers: what goes in at Kafka, and what a reader finds then. */
@NullMarked
package dev.tapedeck.e2e;

import org.jspecify.annotations.NullMarked;
