/** One partition as the consumer thread and the group see it: commits, plain and transactional. */
@NullMarked
package dev.tapedeck.kafka.partition;

import org.jspecify.annotations.NullMarked;
