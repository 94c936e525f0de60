/** What Kafka carries: a message that came in, a message that goes out, headers and positions. */
@NullMarked
package dev.tapedeck.kafka.message;

import org.jspecify.annotations.NullMarked;
